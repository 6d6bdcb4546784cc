import type * as z from 'zod'
import { pathOf, type Contract } from './contract.ts'

/** What an operation takes, as whoever asks gives it; whatever has a default may be left out. */
export interface Input<C extends Contract> {
  readonly params?: z.input<C['params']>
  readonly query?: z.input<C['query']>
  readonly body?: z.input<C['body']>
}

/** The address of an operation with its query; also for links to downloads. */
export function addressOf<C extends Contract>(contract: C, connection: string, input: Input<C> = {}): string {
  const values: Readonly<Record<string, unknown>> = { ...(input.params as object | undefined), connection }
  const path = pathOf(contract).replaceAll(/:(\w+)/g, (_all, name: string) => encodeURIComponent(asText(values[name])))
  const query = new URLSearchParams(
    Object.entries((input.query as Readonly<Record<string, unknown>> | undefined) ?? {}).flatMap(([name, value]) =>
      value === undefined || value === null || value === ''
        ? []
        : (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, asText(one)]),
    ),
  ).toString()
  return query === '' ? path : `${path}?${query}`
}

const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
