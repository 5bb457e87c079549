/** `/mgmt/shared/file-transfer/uploads`: files that come in chunks. */

import { DOWNLOADS } from '../configuration/files.ts';
import type { Device, JsonObject } from '../configuration/resource.ts';
import { Denial } from './denial.ts';
import type { Request } from './request.ts';

const LARGEST_CHUNK = 1024 * 1024;

/** Takes one chunk: `Content-Range: <start>-<end>/<total>`, the end included. A file is there when its last byte is. */
export function upload(device: Device, { method, headers, body }: Request, name: string): JsonObject {
  if (method !== 'POST') throw new Denial(405, 'Method not allowed');
  const { start, end, total } = rangeIn(headers['content-range'] ?? '');
  if (body.length !== end - start + 1)
    throw new Denial(400, `Chunk byte count ${end - start + 1} different from received buffer length ${body.length}`);
  if (body.length > LARGEST_CHUNK) throw new Denial(400, `Chunk byte count ${body.length} is larger than ${LARGEST_CHUNK}`);
  const temporary = `${DOWNLOADS}/tmp/${name}`;
  if (!device.files.fits(temporary, total)) throw new Denial(500, 'No space left on device');
  const before = start === 0 ? Buffer.alloc(0) : (device.files.get(temporary) ?? Buffer.alloc(0));
  if (before.length !== start) throw new Denial(400, `Chunk starts at ${start}, but ${before.length} bytes were received`);
  const content = Buffer.concat([before, body]);
  const whole = content.length === total;
  device.files.put(whole ? `${DOWNLOADS}/${name}` : temporary, content);
  if (whole) device.files.remove(temporary);
  return {
    remainingByteCount: total - content.length,
    usedChunks: { [String(start)]: body.length },
    totalByteCount: total,
    localFilePath: `${DOWNLOADS}/${name}`,
    temporaryFilePath: temporary,
    generation: 0,
    lastUpdateMicros: device.now() * 1000,
  };
}

function rangeIn(header: string): { readonly start: number; readonly end: number; readonly total: number } {
  const found = /^(?:bytes )?(?<start>\d{1,12})-(?<end>\d{1,12})\/(?<total>\d{1,12})$/.exec(header)?.groups;
  const [start, end, total] = [Number(found?.['start']), Number(found?.['end']), Number(found?.['total'])];
  if (found === undefined || end < start || end >= total) throw new Denial(400, `Invalid Content-Range header "${header}"`);
  return { start, end, total };
}
