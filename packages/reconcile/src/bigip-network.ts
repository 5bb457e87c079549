/** How a BIG-IP stands in its networks, as it is told on the bus. */
import { IControlError, type List, listRouteDomains, listSelfIps, listVlans, readAll, type Session, type Until } from '@berth/icontrol';
import { type BigipNetwork, compareText, MemberAddress } from '@berth/messages';

/** Undefined where our user may not read it: that is no reason to stop. */
export async function readNetwork(session: Session, until: Until): Promise<BigipNetwork | undefined> {
  const [selfIps, vlans, routeDomains] = [
    await readIfAllowed(session, listSelfIps(), until),
    await readIfAllowed(session, listVlans(), until),
    await readIfAllowed(session, listRouteDomains(), until),
  ];
  if (selfIps === undefined || vlans === undefined || routeDomains === undefined) return undefined;
  return {
    selfIps: [...selfIps.values()]
      .map(({ path, address, ...rest }) => ({ name: path, address: MemberAddress.parse(address), ...rest }))
      .sort((a, b) => compareText(a.address, b.address)),
    vlans: [...vlans.keys()].sort(compareText),
    routeDomains: [...routeDomains.values()].map(({ id, path }) => ({ id, name: path })).sort((a, b) => a.id - b.id),
  };
}

async function readIfAllowed<T extends { readonly path: string }>(session: Session, list: List<T>, until: Until) {
  try {
    return await readAll(session, list, until);
  } catch (error) {
    if (error instanceof IControlError && (error.kind === 'forbidden' || error.kind === 'not-found')) return undefined;
    throw error;
  }
}
