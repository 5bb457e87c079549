/** Section `tracing`: where traces of changes go. What is described here is shown by editors. */
import { z } from 'zod';

const endpointError = 'http://HOST:PORT or https://HOST:PORT, never with a password: headersFile has that';

export const Tracing = z
  .strictObject({
    endpoint: z
      .string()
      .regex(/^https?:\/\/[^@\s?#]+$/, { error: endpointError, abort: true })
      .refine((text) => URL.canParse(text), { error: endpointError, abort: true })
      .describe('http://HOST:PORT or https://HOST:PORT of what takes OTLP over HTTP; /v1/traces is put behind it.'),
    headersFile: z
      .string()
      .optional()
      .describe('File with headers to send along, one NAME: VALUE a line, such as authorization; it is read again for every request.'),
    caFile: z.string().optional().describe("PEM file of the authority that signed the receiver's certificate."),
    ratio: z.number().min(0).max(1).default(1).describe('Which part of the changes is traced, from 0 to 1.'),
  })
  .describe(
    'OpenTelemetry: each change as one trace through all programs. Without it nothing is sent, and documents tell their trace all the same.',
  );
export type Tracing = z.infer<typeof Tracing>;
