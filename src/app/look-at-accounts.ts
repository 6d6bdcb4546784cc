import { RemoteError } from '#domain/errors.ts'
import { SIDES, type Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { AccessSource, RemoteAccess } from '#ports/connector/account.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from './scope.ts'

/** What came of asking one platform who the credential is. */
export type AccountLook = {
  readonly at: Instant
  readonly tookMs: number
} & (
  | { readonly state: 'works'; readonly access: RemoteAccess }
  | {
      readonly state: 'refused' | 'unreachable'
      readonly problem: { readonly code: string; readonly message: string; readonly remedy: string }
    }
)

export type AccountLooks = Readonly<Record<Side, AccountLook>>

/** A look costs a dozen calls; whoever opens the page again soon sees the last one. */
const KEPT_MS = 10 * 60_000
const kept = new WeakMap<Store, Map<string, { readonly at: Instant; readonly looks: Promise<AccountLooks> }>>()

/** Who the credentials of both platforms are, and what they may do. Writes nothing. @param freshness `fresh`: asked for now. */
export function lookAtAccounts(scope: Scope, freshness: 'kept' | 'fresh'): Promise<AccountLooks> {
  const { store, connection, clock } = scope
  const ofStore = kept.get(store) ?? new Map<string, { readonly at: Instant; readonly looks: Promise<AccountLooks> }>()
  kept.set(store, ofStore)
  const last = ofStore.get(connection.id)
  if (freshness === 'kept' && last !== undefined && clock.now() - last.at < KEPT_MS) return last.looks
  const looks = askBoth(scope)
  ofStore.set(connection.id, { at: clock.now(), looks })
  // What broke by a fault of ours is not shown for ten minutes.
  looks.catch(() => ofStore.delete(connection.id))
  return looks
}

async function askBoth(scope: Scope): Promise<AccountLooks> {
  const [hubspot, salesforce] = await Promise.all(SIDES.map((side) => ask(scope[side], scope)))
  return { hubspot, salesforce } as AccountLooks
}

async function ask(connector: AccessSource, { clock }: Scope): Promise<AccountLook> {
  const at = clock.now()
  try {
    const access = await connector.access()
    return { at, tookMs: clock.now() - at, state: 'works', access }
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    const { code, message, remedy, disposition } = error
    return {
      at,
      tookMs: clock.now() - at,
      state: disposition === 'fatal' ? 'refused' : 'unreachable',
      problem: { code, message, remedy },
    }
  }
}
