/**
 * Something that goes wrong with matching calls. All parts are optional; a rule without `method` and `path` meets every call.
 * `when: 'after'` lets the CRM do the work first and then spoils the answer: the write happened, the caller does not know.
 */
export interface FaultRule {
  /** Regular expression on the verb, e.g. "POST|PATCH". */
  readonly method?: string
  /** Regular expression on path and query. */
  readonly path?: string
  /** Share of matching calls that are hit, 0 to 1; default 1. */
  readonly rate?: number
  /** At most this many hits; default without end. */
  readonly times?: number
  readonly when?: 'before' | 'after'
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly latencyMs?: number
  /** Never answers: the connection stays open until the caller gives up or the sandbox ends. */
  readonly timeout?: boolean
  /** Cuts the connection without an answer. */
  readonly drop?: boolean
  /** Share of the inputs of a batch call that the CRM refuses one by one, 0 to 1. */
  readonly partial?: number
}

const share = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1
const count = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0

const PARTS: Readonly<Record<keyof FaultRule, readonly [is: (value: unknown) => boolean, what: string]>> = {
  method: [isPattern, 'a regular expression'],
  path: [isPattern, 'a regular expression'],
  rate: [share, 'a share from 0 to 1'],
  times: [count, 'a whole number'],
  when: [(value) => value === 'before' || value === 'after', '"before" or "after"'],
  status: [(value) => count(value) && Number(value) >= 200 && Number(value) < 600, 'an HTTP status from 200 to 599'],
  body: [() => true, 'anything'],
  headers: [
    (value) =>
      typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string'),
    'an object of texts',
  ],
  latencyMs: [count, 'a whole number of milliseconds'],
  timeout: [(value) => typeof value === 'boolean', 'true or false'],
  drop: [(value) => typeof value === 'boolean', 'true or false'],
  partial: [share, 'a share from 0 to 1'],
}

export const faultParts: readonly string[] = Object.keys(PARTS)

/** What a fault does; the rest says when and to which calls. */
const EFFECTS = ['status', 'latencyMs', 'timeout', 'drop', 'partial'] as const satisfies readonly (keyof FaultRule)[]

/** A rule as it came over the control API. Throws a `TypeError` that names what is wrong: a misspelt part would hit every call. */
export function readFaultRule(raw: unknown): FaultRule {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new TypeError('a fault is a JSON object')
  for (const [name, value] of Object.entries(raw)) {
    const part = Object.hasOwn(PARTS, name) ? PARTS[name as keyof FaultRule] : undefined
    if (part === undefined) throw new TypeError(`a fault has no "${name}": it has ${faultParts.join(', ')}`)
    const [is, what] = part
    if (!is(value)) throw new TypeError(`${name} of a fault must be ${what}`)
  }
  const rule: FaultRule = raw
  if (EFFECTS.every((effect) => rule[effect] === undefined))
    throw new TypeError(`a fault does something: it has one of ${EFFECTS.join(', ')}`)
  return rule
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false
  try {
    void new RegExp(value)
    return true
  } catch {
    return false
  }
}
