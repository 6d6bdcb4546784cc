import { expect } from 'vitest'
import * as z from 'zod'
import { addressOf, type Input } from '#http/contract/address.ts'
import type { Contract } from '#http/contract/contract.ts'
import { problemSchema, type Problem } from '#http/contract/problem.ts'

/** What no page would send is told by whoever tests that it is refused. */
interface AnyInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

interface Page {
  readonly items: readonly unknown[]
  readonly nextCursor: string | null
}
type ListContract = Contract<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType<Page>>

/** The operations of the API as its contracts tell them: a reply of another form than its contract's is a failure. */
export interface Operations {
  /** What the operation gives; it has to succeed. */
  readonly call: <C extends Contract>(contract: C, input?: Input<C>) => Promise<z.output<C['reply']>>
  /** Why the operation is not done; it has to be refused. */
  readonly refused: (contract: Contract, input?: AnyInput) => Promise<Problem>
  /** Every item of a list, page after page. */
  readonly everyItem: <C extends ListContract>(
    contract: C,
    input?: Input<C>,
    limit?: number,
  ) => Promise<z.output<C['reply']>['items'][number][]>
  /** The lines of a file, without their ends. */
  readonly linesOf: <C extends Contract>(contract: C, input?: Input<C>) => Promise<readonly string[]>
}

export function operationsOf(
  ask: (path: string, init: RequestInit) => Promise<Response>,
  connection: string,
): Operations {
  const send = (contract: Contract, input: AnyInput): Promise<Response> =>
    ask(addressOf(contract, connection, input), {
      method: contract.method,
      ...(input.body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input.body) }),
    })
  const succeeded = async (contract: Contract, input: AnyInput): Promise<string> => {
    const answer = await send(contract, input)
    const text = await answer.text()
    const status = contract.reply instanceof z.ZodUndefined ? 204 : 200
    expect(answer.status, `${contract.name}: ${text}`).toBe(status)
    return text
  }
  const call: Operations['call'] = async (contract, input = {}) => {
    const text = await succeeded(contract, input as AnyInput)
    return contract.reply.parse(text === '' ? undefined : JSON.parse(text)) as never
  }
  return {
    call,
    refused: async (contract, input = {}) => {
      const answer = await send(contract, input)
      expect(answer.headers.get('content-type'), contract.name).toContain('application/problem+json')
      const problem = problemSchema.parse(await answer.json())
      expect(problem.status, contract.name).toBe(answer.status)
      return problem
    },
    everyItem: async (contract, input, limit = 2) => {
      const items: never[] = []
      for (let cursor: string | null | undefined; cursor !== null;) {
        const query = { ...(input?.query as object | undefined), limit, cursor }
        const page = (await call(contract, { ...input, query } as typeof input)) as Page
        expect(page.items.length, contract.name).toBeLessThanOrEqual(limit)
        items.push(...(page.items as never[]))
        cursor = page.nextCursor
      }
      return items
    },
    linesOf: async (contract, input = {}) =>
      (await succeeded(contract, input as AnyInput)).replace('\uFEFF', '').trimEnd().split('\r\n'),
  }
}
