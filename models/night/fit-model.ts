import { ease } from '../algorithms/ease';
import { neighbours } from '../algorithms/neighbours';
import { popularity, scaledToOne } from '../algorithms/popularity';
import { type CustomerIndex, indexByCustomer } from '../history/customer-index';
import { customerProducts } from '../history/customer-products';
import { weightingOf } from '../history/weighting';
import { emptyRows, type SparseRows } from '../matrix/sparse-rows';
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
    links,
    scaleHistory: numberParam(recipe, 'scaleHistory', 0.5),
  };
}

/** The same text for recipes whose links are the same. */
export function linksKey(recipe: RecipeSpec): string {
  const params = { ...recipe.params };
  for (const cheap of ['prior', 'priorHalfLifeDays', 'scaleHistory']) delete params[cheap];
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

/** The dear part of a fit: what each product of a history says about the others. */
export function fitLinks(
  data: TenantData,
  index: CustomerIndex,
  recipe: RecipeSpec,
  cut: number,
): SparseRows {
  const linksPerProduct = numberParam(recipe, 'links', 100);
  const x = () => customerProducts(data, index, cut, weightingOf(recipe));
  switch (recipe.name) {
    case 'popularity':
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
        tailCustomers: numberParam(recipe, 'tailCustomers', 5),
        linksPerProduct,
      });
    default:
      throw new RangeError(`recipe must be popularity, neighbours or ease, got ${recipe.name}`);
  }
}
