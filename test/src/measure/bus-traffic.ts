/** What nats-server counts of the traffic on the bus and of its buckets. */
import { z } from 'zod';

const Traffic = z.object({ in_bytes: z.number(), out_bytes: z.number() });
const Streams = z.object({
  account_details: z
    .array(z.object({ stream_detail: z.array(z.object({ name: z.string(), state: z.object({ last_seq: z.number() }) })).default([]) }))
    .default([]),
});

export type BusTraffic = {
  /** Sent to the server and delivered by it, whole messages. */
  readonly bytes: number;
  /** Writes of keys in buckets so far, those of leases left out. */
  readonly writes: number;
};

/** Asks the server's own monitoring at `url`. */
export async function busTraffic(url: string): Promise<BusTraffic> {
  const [traffic, streams] = await Promise.all([fetched(`${url}/varz`, Traffic), fetched(`${url}/jsz?accounts=1&streams=1`, Streams)]);
  const buckets = streams.account_details.flatMap(({ stream_detail: details }) => details).filter(({ name }) => isCounted(name));
  return { bytes: traffic.in_bytes + traffic.out_bytes, writes: buckets.reduce((sum, { state }) => sum + state.last_seq, 0) };
}

function isCounted(stream: string): boolean {
  return stream.startsWith('KV_') && stream !== 'KV_berth-leases';
}

async function fetched<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(url);
  return schema.parse(await response.json());
}
