import { faultParts } from './fault-rule.ts'
import type { SandboxControl } from './types.ts'

/** One control as `GET /__sandbox` tells of it. */
export interface ListedControl {
  readonly call: string
  readonly takes: string
}

/** The controls that every CRM has. Two calls of one of them are two lines where they take different things. */
const COMMON: readonly (readonly [call: string, takes: string])[] = [
  ['GET|DELETE counters', 'nothing: calls by endpoint and status since the start or the last DELETE'],
  ['GET|POST clock', '{freezeAt: instant or ms}, {advanceMs} or {release: true}; one clock for both CRMs'],
  ['GET|POST|DELETE faults', `a fault or a list of them, each with any of ${faultParts.join(', ')}`],
  ['DELETE faults/{id}', 'nothing: takes one fault away'],
  ['GET|POST snapshot', '{file}: saves both CRMs, clock and notes; GET answers the state of this one'],
  ['POST restore', '{file}: both CRMs, clock and notes; {snapshot}: what a GET gave, for this one'],
  ['POST seed', '{folder} of CSV files, or {company: {…}}: adds it to this CRM'],
  ['GET|POST notes', 'any names and values, kept with the state of both CRMs'],
]

/** What a CRM can be told, in a line each. */
export function controlList(own: Readonly<Record<string, SandboxControl>>): readonly ListedControl[] {
  const listed = [...COMMON, ...Object.entries(own).map(([name, { takes }]) => [`GET|POST ${name}`, takes] as const)]
  return listed.map(([call, takes]) => ({ call: call.replace(' ', ' /__sandbox/'), takes }))
}
