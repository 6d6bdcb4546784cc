import type * as z from 'zod'
import { addressOf, type Input } from '#http/contract/address.ts'
import type { Contract } from '#http/contract/contract.ts'
import { fetchJson } from './fetch-json.ts'

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
