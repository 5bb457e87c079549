/** Pure: which unit of a BIG-IP is to be written to, from what each of them says. */

/** What is known of one unit. `other`: BIG-IP's own word, such as forced-offline. `away`: it can't be asked. */
export type UnitState =
  | { readonly kind: 'active' }
  | { readonly kind: 'standby' }
  | { readonly kind: 'other'; readonly word: string }
  | { readonly kind: 'away'; readonly reason: string };

/** `address` as it is configured. */
export type UnitView = { readonly address: string; readonly state: UnitState };

/** `none`: none may be written to. `away`: none could be asked. */
export type Choice = { readonly kind: 'active'; readonly address: string } | { readonly kind: 'none' | 'away'; readonly reason: string };

/** Exactly one unit may say that it is active: with two of them, or none, nobody knows whose configuration will be kept. */
export function chooseActive(units: readonly UnitView[]): Choice {
  const active = units.filter(({ state }) => state.kind === 'active').map(({ address }) => address);
  const [first, second] = active;
  if (first !== undefined && second === undefined) return { kind: 'active', address: first };
  if (first !== undefined) {
    const reason = `${active.join(' and ')} each say that they are active: they do not hear each other, or form no device group`;
    return { kind: 'none', reason };
  }
  const told = units.map(({ address, state }) => `${address} ${wordsFor(state)}`).join('; ');
  if (units.every(({ state }) => state.kind === 'away')) return { kind: 'away', reason: `no unit can be asked: ${told}` };
  return { kind: 'none', reason: `no unit is active: ${told}` };
}

function wordsFor(state: UnitState): string {
  switch (state.kind) {
    case 'active':
    case 'standby':
      return `is ${state.kind}`;
    case 'other':
      return `is ${state.word}`;
    case 'away':
      return `can not be asked (${state.reason})`;
    default:
      return state satisfies never;
  }
}
