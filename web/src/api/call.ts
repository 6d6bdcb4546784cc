import type * as z from 'zod'
import { pathOf, type Contract } from '#http/contract/contract.ts'
import { fetchJson } from './fetch-json.ts'

/** What an operation takes, as a page gives it; whatever has a default may be left out. */
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

/** Asks for one operation. @param key makes a change happen once, however often it is sent. @throws ApiProblem */
export function call<C extends Contract>(
  contract: C,
  connection: string,
  input: Input<C>,
  options: { readonly signal?: AbortSignal | undefined; readonly key?: string } = {},
): Promise<z.output<C['reply']>> {
  const signal = options.signal ?? new AbortController().signal
  const init = {
    method: contract.method,
    headers: {
      accept: 'application/json',
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  }
  return fetchJson(addressOf(contract, connection, input), contract.reply, signal, (address, given) =>
    fetch(address, { ...given, ...init }),
  ) as Promise<z.output<C['reply']>>
}
