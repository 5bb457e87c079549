/** Puts the parts of a unit together, from its configuration to its server, and starts them. */

import { hostname } from 'node:os';
import { putBuiltIn } from './built-in.ts';
import { certificateFor, fingerprintOf } from './certificate.ts';
import { ChangeLog } from './change-log.ts';
import { commands } from './commands/all.ts';
import { Files } from './configuration/files.ts';
import { type Device, withSubcollections } from './configuration/resource.ts';
import { Store } from './configuration/store.ts';
import { Switches } from './configuration/switches.ts';
import { startDataPlane } from './data-plane/index.ts';
import { Faults } from './faults.ts';
import { Forwarder } from './forwarding/forwarder.ts';
import { Alone } from './group/membership.ts';
import type { GroupPlace, VirtualBigIpOptions } from './options.ts';
import { readouts } from './readouts/all.ts';
import { RequestLog } from './request-log.ts';
import { resources } from './resources/all.ts';
import { HOSTNAME } from './resources/device.ts';
import { Access } from './rest/access.ts';
import { Authentication } from './rest/authentication.ts';
import { Configuration } from './rest/configuration.ts';
import { type Controls, control, type Edit } from './rest/controls.ts';
import { handle, type Rest } from './rest/handle.ts';
import { segmentsOf } from './rest/request.ts';
import { startServer } from './rest/server.ts';
import { Transactions } from './rest/transactions.ts';
import { snapshotOf } from './snapshot.ts';
import { bringUp } from './state/bring-up.ts';
import type { DataPlane } from './traffic.ts';
import { TrafficView } from './traffic-view.ts';
import { GtmWideIps } from './wide-ips/gtm-wide-ips.ts';

/** A unit that answers, until `ended` is disposed. */
export type Running = {
  readonly url: string;
  /** The authority that signed its certificate, PEM. */
  readonly ca: string;
  /** SHA-256 of its certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  readonly user: string;
  readonly password: string;
  readonly version: string;
  readonly controls: Controls;
  /** Resolves when virtual servers listen, and the kernel forwards, as configured. */
  readonly settled: () => Promise<void>;
  readonly ended: AsyncDisposableStack;
};

/** Stands in until traffic is carried: nothing is known of any member. */
const NO_TRAFFIC: DataPlane = {
  member: () => ({ monitorState: 'checking', currentConnections: 0, totalConnections: 0 }),
  node: () => 'checking',
  virtual: () => ({ currentConnections: 0, totalConnections: 0 }),
  settled: async () => {},
  [Symbol.asyncDispose]: async () => {},
};

/** Starts a unit; it answers when this resolves. Without a place it stands alone. */
export async function assemble(options: VirtualBigIpOptions, place: GroupPlace | undefined): Promise<Running> {
  const {
    version = '17.1.2',
    user = 'admin',
    password = 'admin',
    host = '127.0.0.1',
    port = 0,
    state,
    keep = 'saved',
    forward,
    reach = forward === undefined ? 'routed' : 'anywhere',
    now = Date.now,
    log = () => {},
  } = options;
  await using starting = new AsyncDisposableStack();
  const name = place?.hostname ?? HOSTNAME;
  const certificate =
    options.certificate ?? (await certificateFor([...new Set([host, '127.0.0.1', '::1', 'localhost', hostname(), name])], state));
  const store = new Store(resources.flatMap(withSubcollections));
  let dataPlane = NO_TRAFFIC;
  const device: Device = {
    version,
    store,
    switches: Switches.parse(options.switches ?? {}),
    now,
    traffic: () => dataPlane,
    files: new Files(),
    administrator: { user, password },
    membership: place?.group.membership(name) ?? new Alone(name),
  };
  const saved = bringUp(device, { state, keep, memory: place?.saved });
  const checking = device.switches.checkingMembers;
  dataPlane = starting.use(await startDataPlane(new TrafficView(device), { log, checking, reach, now, wideIps: new GtmWideIps(device) }));
  const forwarder = forward === undefined ? undefined : starting.use(await Forwarder.start(device, forward, log));
  const requests = new RequestLog();
  const faults = new Faults();
  const authentication = new Authentication(device);
  const others = [...readouts, ...commands].map(({ path }) => path);
  const configuration = new Configuration(device, resources, others);
  const saving = {
    save: (partitions: readonly string[] | undefined) => {
      saved.save(store, partitions);
      place?.group.saved(name);
    },
    load: () => saved.load(store, () => putBuiltIn(device, resources)),
  };
  const changes = new ChangeLog(store, now);
  if (place !== undefined) starting.use(place.group.join({ device, changes, save: () => saving.save(undefined) }));
  const edit = ({ method, path, body }: Edit) => {
    const cause = { by: 'hand', user: 'root', method, path: `/mgmt/tm/${path}`, transaction: undefined } as const;
    const [segments = '', query = ''] = path.split('?');
    const operation = { method, segments: segmentsOf(segments), query, body, access: new Access(device, user) };
    changes.during(cause, () => configuration.write(operation));
  };
  const controls: Controls = {
    requests,
    changes,
    faults,
    edit,
    snapshot: () => snapshotOf(store),
    expireTokens: () => authentication.expireAll(),
  };
  const rest: Rest = {
    device,
    commands,
    readouts,
    authentication,
    configuration,
    transactions: new Transactions(device, configuration, changes),
    saving,
    changes,
    controls: (request, segments) => control(controls, request, segments),
  };
  const server = starting.use(
    await startServer({ host, port, certificate, faults, requests, version, now, log, handle: (request) => handle(rest, request) }),
  );
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
  const fingerprint = fingerprintOf(certificate.certificate);
  const settled = async () => {
    await forwarder?.settled();
    await dataPlane.settled();
  };
  return { url, ca: certificate.ca, fingerprint, user, password, version, controls, settled, ended: starting.move() };
}
