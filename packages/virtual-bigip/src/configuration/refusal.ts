/** A request that a BIG-IP refuses, with the status and the words it uses. */

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** Which layer speaks: 1 icrd, 2 a transaction's commit, 3 mcpd, 26214401 tmsh's parser, … */
  readonly apiError: number | undefined;

  constructor(status: number, message: string, apiError?: number) {
    super(message);
    this.status = status;
    this.apiError = apiError;
  }
}

const STATUS_OF_CODE: Readonly<Record<string, number>> = { '01020036': 404, '01020066': 409, '01020037': 409 };

/** mcpd's validation: `01070083:3: Monitor /Common/m is in use.` */
export function mcpd(code: string, text: string, severity: 3 | 7 = 3): Refusal {
  return new Refusal(STATUS_OF_CODE[code] ?? 400, `${code}:${severity}: ${text}`, 3);
}

/** tmsh's parser, which sees every body as a command. */
export function tmsh(text: string): Refusal {
  return new Refusal(400, text, 26214401);
}

/** The REST daemon itself. */
export function icrd(status: number, text: string): Refusal {
  return new Refusal(status, text, 1);
}

/** A value that a property can't have. */
export function invalidValue(name: string, value: unknown): Refusal {
  return tmsh(`invalid property value "${name}":"${typeof value === 'object' ? JSON.stringify(value) : String(value)}"`);
}

/** The name of a property as tmsh has it: `defaultsFrom` is `defaults-from`. */
export function tmshName(name: string): string {
  return name.replace(/^tm(?=[A-Z])/, '').replaceAll(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`);
}
