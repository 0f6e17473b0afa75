import { CustomerLife, type Purchase } from '../../simulator/customer-life';
import { kinds } from '../../simulator/kinds';
import { DAY_MS, makeWorld } from '../../simulator/world';

const world = makeWorld(kinds.brewery.settings, 11, Date.UTC(2026, 10, 22));
const list = [3, 41, 77, 102, 9];

function lived(dial: number | undefined): Purchase[] {
  return Array.from({ length: 40 }, (_, customer) => {
    const life = new CustomerLife(world, customer);
    if (dial !== undefined) life.show({ products: list, dial });
    return [...life.advance(world.now)];
  }).flat();
}

describe('lists shown to simulated customers', () => {
  test('change nothing while the dial is at 0', () => {
    expect(lived(0)).toEqual(lived(undefined));
  });

  test('turn up more of what they hold the further the dial is turned, and mark what came through them', () => {
    const listed = (dial: number) => lived(dial).filter(({ product }) => list.includes(product)).length;
    expect(listed(0.3)).toBeGreaterThan(1.5 * listed(0));
    const marked = lived(0.3).filter(({ fromList }) => fromList);
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.every(({ product }) => list.includes(product))).toBe(true);
  });

  test('are out of sight in a branched future', () => {
    const life = new CustomerLife(world, 5);
    [...life.advance(world.start + 100 * DAY_MS)];
    const free = [...life.branch(1).advance(world.now)];
    life.show({ products: list, dial: 1 });
    expect([...life.branch(1).advance(world.now)]).toEqual(free);
  });
});
