import { count, table } from '../print';
import type { Tenant } from '../shapes';

export interface DemoResult {
  tenant: Tenant;
  /** One of its customers, for the tour's example. */
  customerId: string;
}

/** What stands on the terminal when everything runs: who is there, and five things to copy. */
export function tourText(results: readonly DemoResult[], temporalUiUrl: string | undefined): string {
  const tenants = results.map(({ tenant }) => [
    `  ${tenant.id}`,
    tenant.name,
    `${count(tenant.counts.customers)} customers`,
    `${count(tenant.counts.events)} events`,
    tenant.lastNight?.outcome ?? 'its night is still running',
  ]);
  const [first, second, third] = results;
  if (!first || !second || !third) return '';
  const commands = [
    ['a list', `./nightshift recommend ${first.tenant.id} ${first.customerId}`],
    ['a freeze', `./nightshift mode ${first.tenant.id} frozen --reason "stock-taking"`],
    ['a night', `./nightshift night run ${second.tenant.id} --wait`],
    ['off', `./nightshift mode ${third.tenant.id} off`],
  ];
  if (temporalUiUrl) {
    const workflow = encodeURIComponent(`recommender/${second.tenant.id}`);
    commands.push(['its nights', `${temporalUiUrl}/namespaces/nightshift/workflows/${workflow}`]);
  }
  return [
    '',
    'Three demo tenants, and how their last nights ended:',
    table(tenants, ['left', 'left', 'right', 'right']),
    '',
    'Try, in another terminal:',
    table(commands.map(([what = '', command = '']) => [`  ${what}`, command])),
    '',
  ].join('\n');
}
