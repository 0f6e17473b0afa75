import type { Command } from 'commander';
import { printJson, printLine, shortTime, table } from '../print';
import { type JsonOption, withApi } from '../run-action';
import type { RecommendationList } from '../shapes';
import { jsonOption } from './shared-options';

interface RecommendOptions extends JsonOption {
  limit?: string;
  placement?: string;
  explain?: boolean;
}

const why: Record<string, string> = {
  personal: 'made for this customer',
  fallback_new_customer: 'this customer is new: what sells best',
  fallback_popular: 'what sells best',
  no_model_yet: 'no night has made a model yet',
};

export function registerRecommend(program: Command): void {
  jsonOption(program.command('recommend'))
    .description("a customer's list, as the sales application gets it")
    .argument('<tenant>')
    .argument('<customer>')
    .option('--limit <number>', '1 to 50')
    .option('--placement <placement>', 'where it is shown, such as inbound_call')
    .option('--explain', 'with a reason for each product, where there is a true one')
    .action(recommend);
}

async function recommend(tenant: string, customer: string, options: RecommendOptions): Promise<void> {
  await withApi(options, async (api) => {
    const list = await api.call<RecommendationList>({
      path: ['tenants', tenant, 'customers', customer, 'recommendations'],
      query: {
        limit: options.limit,
        placement: options.placement,
        ...(options.explain && { explain: 'true' }),
      },
    });
    if (options.json) return printJson(list);
    printLine(listText(list));
  });
}

function listText(list: RecommendationList): string {
  const version =
    list.version === null ? '' : `, version ${list.version}, computed ${shortTime(list.computedAt)} UTC`;
  const title = `Customer ${list.customerId}: ${why[list.reason] ?? list.reason} (${list.reason}${version})`;
  if (list.items.length === 0) return title;
  const rows = list.items.map((item) => [
    String(item.rank),
    item.productId,
    item.name ?? '',
    item.score.toPrecision(4),
    item.why ?? '',
  ]);
  return `${title}\n${table([['RANK', 'PRODUCT', 'NAME', 'SCORE', ''], ...rows], ['right', 'left', 'left', 'right'])}`;
}
