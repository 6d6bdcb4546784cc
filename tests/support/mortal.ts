import type { Scope } from '#app/scope.ts'
import type { Store } from '#ports/store.ts'

/** The process ended here. Not one of our errors: nothing may catch it to go on. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

export interface Mortal {
  readonly scope: Scope
  /** What has taken effect so far, in order, such as "salesforce.write Lead" or "transaction". */
  readonly effects: readonly string[]
}

type AnyMethod = (...args: readonly unknown[]) => unknown

/**
 * A scope whose process dies right after its `lives`-th effect: the write or the transaction has happened, nobody hears of it,
 * and every further call of this scope fails, also those that would tidy up.
 * @param atDeath ends a process of its own; without it the scope alone is dead.
 */
export function mortal(scope: Scope, lives: number, atDeath: () => void = () => undefined): Mortal {
  const effects: string[] = []
  let dead = false
  const die = (): never => {
    dead = true
    atDeath()
    throw new Killed(`killed after ${effects.at(-1) ?? 'nothing'}`)
  }
  const effect = async (name: string, work: () => unknown): Promise<unknown> => {
    if (dead) die()
    const result = await work()
    effects.push(name)
    return effects.length === lives ? die() : result
  }
  const alive = async (work: () => unknown): Promise<unknown> => (dead ? die() : work())

  const crm = <C extends Scope['salesforce']>(connector: C): C =>
    wrap(connector, (name, args, work) =>
      // The same connector in another lane dies with the process as well.
      name === 'withLane'
        ? crm(work() as C)
        : name === 'write'
          ? effect(`${connector.side}.write ${objectsOf(args[0])}`, work)
          : alive(work),
    )
  // Outside of a transaction every call of a table may have an effect of its own; inside, only the commit has.
  const tables = Object.fromEntries(
    Object.entries(scope.store).map(([table, methods]) => [
      table,
      typeof methods === 'function'
        ? (...args: unknown[]) => effect('transaction', () => (methods as AnyMethod)(...args))
        : wrap(methods as object, (name, _args, work) =>
            CHANGES.has(name) ? effect(`${table}.${name}`, work) : alive(work),
          ),
    ]),
  )
  return {
    effects,
    scope: {
      ...scope,
      hubspot: crm(scope.hubspot),
      salesforce: crm(scope.salesforce),
      store: tables as unknown as Store,
    },
  }
}

const CHANGES: ReadonlySet<string> = new Set(['add', 'retry', 'done', 'pause', 'save', 'insert'])

function objectsOf(operations: unknown): string {
  const named = (operations as readonly { readonly kind: string; readonly object?: string }[]).map(
    (operation) => operation.object ?? operation.kind,
  )
  return [...new Set(named)].join('+')
}

function wrap<T extends object>(
  target: T,
  around: (name: string, args: readonly unknown[], work: () => unknown) => unknown,
): T {
  return new Proxy(target, {
    get: (object, name) => {
      const method: unknown = Reflect.get(object, name)
      if (typeof method !== 'function' || typeof name !== 'string' || name === 'usage') return method
      return (...args: unknown[]) => around(name, args, () => (method as AnyMethod).apply(object, args))
    },
  })
}
