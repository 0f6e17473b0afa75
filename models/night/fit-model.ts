import { ease } from '../algorithms/ease';
import { neighbours } from '../algorithms/neighbours';
import { popularity, scaledToOne } from '../algorithms/popularity';
import { type CustomerIndex, indexByCustomer } from '../history/customer-index';
import { customerProducts } from '../history/customer-products';
import { weightingOf } from '../history/weighting';
import { addRows } from '../matrix/add-rows';
import { emptyRows, identityRows, type SparseRows } from '../matrix/sparse-rows';
import type { Model } from '../model';
import { numberParam, type RecipeSpec, recipeKey } from '../recipe';
import type { TenantData } from '../tenant-data';

/** Fits a recipe on everything before the cut. */
export function fitModel(
  data: TenantData,
  recipe: RecipeSpec,
  _seed: number,
  cut = Infinity,
  index: CustomerIndex = indexByCustomer(data),
): Model {
  const until = Math.min(cut, lastMoment(data));
  return modelWithLinks(data, recipe, until, fitLinks(data, index, recipe, until));
}

/** A model of links that were fitted already: recipes that differ in their prior alone share the dear part. */
export function modelWithLinks(data: TenantData, recipe: RecipeSpec, cut: number, links: SparseRows): Model {
  return {
    recipe,
    productCount: data.productCount,
    prior: priorOf(data, recipe, cut),
    links: withRepeats(recipe, withTrend(data, recipe, cut, links)),
    scaleHistory: numberParam(recipe, 'scaleHistory', 0.5),
  };
}

/**
 * Links lean towards what sells more lately than it used to: each target's links are multiplied by
 * ((recent + c) / (expected + c))^trend, where `expected` is what the product would have sold recently at its
 * long-run share and c is `trendSmooth` purchases. What is out of stock or season fades, what is coming up rises,
 * and a product sold too rarely to tell stays as it is.
 */
function withTrend(data: TenantData, recipe: RecipeSpec, cut: number, links: SparseRows): SparseRows {
  const strength = numberParam(recipe, 'trend', 0);
  if (strength === 0 || links.columns.length === 0) return links;
  const recent = popularity(data, cut, numberParam(recipe, 'trendHalfLifeDays', 7));
  const usual = popularity(data, cut, numberParam(recipe, 'halfLifeDays', 0));
  const scale = total(recent) / Math.max(total(usual), Number.MIN_VALUE);
  const c = numberParam(recipe, 'trendSmooth', 1);
  const factor = recent.map((count, p) => ((count + c) / (scale * usual[p]! + c)) ** strength);
  return { ...links, values: links.values.map((value, i) => value * factor[links.columns[i]!]!) };
}

/** What a customer bought speaks for itself: the diagonal that EASE and neighbours leave empty. */
function withRepeats(recipe: RecipeSpec, links: SparseRows): SparseRows {
  const strength = numberParam(recipe, 'repeat', recipe.name === 'repeat' ? 1 : 0);
  return strength === 0 ? links : addRows(links, identityRows(links.rowCount), strength);
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

/** Parameters that change a model without changing its links. */
const cheapParams = [
  'prior',
  'priorHalfLifeDays',
  'scaleHistory',
  'trend',
  'trendHalfLifeDays',
  'trendSmooth',
  'historyHalfLifeDays',
  'repeat',
];

/** Parameters that a blend carries for its other half. */
const foreignParams: Record<string, readonly string[]> = {
  ease: ['neighbours', 'shrink', 'targetPower'],
  neighbours: ['neighbours', 'lambda', 'bestSellers', 'tailCustomers'],
};

/** The same text for recipes whose links are the same. */
export function linksKey(recipe: RecipeSpec): string {
  const params = { ...recipe.params };
  for (const cheap of cheapParams) delete params[cheap];
  for (const other of foreignParams[recipe.name] ?? []) delete params[other];
  return recipe.name === 'popularity' ? recipe.name : recipeKey({ name: recipe.name, params });
}

/** Just after the last event: "now", as far as the data can tell. */
export function lastMoment(data: TenantData): number {
  const n = data.time.length;
  return n === 0 ? 0 : data.time[n - 1]! + 1;
}

/** Recent popularity, with a trace of all-time popularity so that no two sold products tie for want of news. */
function priorOf(data: TenantData, recipe: RecipeSpec, cut: number): Float32Array {
  const isPopularity = recipe.name === 'popularity';
  const halfLife = numberParam(recipe, isPopularity ? 'halfLifeDays' : 'priorHalfLifeDays', 0);
  const strength = numberParam(recipe, 'prior', isPopularity ? 1 : 0);
  const recent = scaledToOne(popularity(data, cut, halfLife));
  const ever = scaledToOne(popularity(data, cut, 0));
  const prior = new Float32Array(data.productCount);
  for (let p = 0; p < prior.length; p++) prior[p] = strength * recent[p]! + 1e-5 * ever[p]!;
  for (let e = 0; e < data.time.length && data.time[e]! < cut; e++) prior[data.product[e]!]! ||= 1e-9;
  return prior;
}

const recipeNames = ['popularity', 'neighbours', 'ease', 'blend', 'repeat'];

/** Whether this version can fit the recipe: what won long ago may be gone. */
export function isKnownRecipe(recipe: RecipeSpec): boolean {
  return recipeNames.includes(recipe.name);
}

/** The dear part of a fit: what each product of a history says about the others. */
export function fitLinks(
  data: TenantData,
  index: CustomerIndex,
  recipe: RecipeSpec,
  cut: number,
  part: (recipe: RecipeSpec) => SparseRows = (other) => fitLinks(data, index, other, cut),
): SparseRows {
  const linksPerProduct = numberParam(recipe, 'links', 100);
  const x = () => customerProducts(data, index, cut, weightingOf(recipe));
  switch (recipe.name) {
    case 'popularity':
    case 'repeat':
      return emptyRows(data.productCount, data.productCount);
    case 'neighbours':
      return neighbours(x(), {
        shrink: numberParam(recipe, 'shrink', 1),
        targetPower: numberParam(recipe, 'targetPower', 1),
        linksPerProduct,
      });
    case 'ease':
      return ease(x(), {
        lambda: numberParam(recipe, 'lambda', 1),
        bestSellers: numberParam(recipe, 'bestSellers', 800),
        tailCustomers: numberParam(recipe, 'tailCustomers', 10),
        linksPerProduct,
      });
    case 'blend':
      return addRows(
        part({ name: 'ease', params: recipe.params }),
        part({ name: 'neighbours', params: recipe.params }),
        numberParam(recipe, 'neighbours', 0.1),
      );
    default:
      throw new RangeError(`recipe must be one of ${recipeNames.join(', ')}, got ${recipe.name}`);
  }
}
