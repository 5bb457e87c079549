/** A configuration to test against, made by what REST would have written. */
import { putBuiltIn } from '../built-in.ts';
import { Files } from '../configuration/files.ts';
import { type Device, type JsonObject, withSubcollections } from '../configuration/resource.ts';
import { Store } from '../configuration/store.ts';
import { Switches } from '../configuration/switches.ts';
import { Alone } from '../group/membership.ts';
import { resources } from '../resources/all.ts';
import { HOSTNAME } from '../resources/device.ts';
import { Access } from '../rest/access.ts';
import { Configuration } from '../rest/configuration.ts';
import type { TrafficChange } from '../traffic.ts';
import { TrafficView } from '../traffic-view.ts';

export type Written = readonly [method: string, path: string, body?: JsonObject, query?: string];

/** What traffic sees and hears of a unit with partition T and `writes`. */
export function configured(...writes: readonly Written[]): {
  readonly device: Device;
  readonly view: TrafficView;
  readonly heard: TrafficChange[];
  readonly write: (...written: Written) => void;
} {
  const store = new Store(resources.flatMap(withSubcollections));
  const traffic = () => {
    throw new Error('nothing here asks traffic');
  };
  const administrator = { user: 'admin', password: 'admin' };
  const device: Device = {
    version: '17.1.2',
    store,
    switches: Switches.parse({}),
    now: () => 0,
    traffic,
    files: new Files(),
    administrator,
    membership: new Alone(HOSTNAME),
  };
  putBuiltIn(device, resources);
  const configuration = new Configuration(device, resources, []);
  const access = new Access(device, 'admin');
  const write = (...[method, path, body = {}, query = '']: Written) =>
    void store.change(() => configuration.perform({ method, segments: path.split('/'), query, body, access }));
  for (const written of [['POST', 'auth/partition', { name: 'T' }], ...writes] satisfies Written[]) write(...written);
  const view = new TrafficView(device);
  const heard: TrafficChange[] = [];
  view.onChange((change) => heard.push(change));
  return { device, view, heard, write };
}
