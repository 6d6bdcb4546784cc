import { checkClocks } from '#app/check-clocks.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import { company, HOUR, loopDocument, MINUTE, MONDAY_TEN, mql } from './company.ts'
import type { World } from './world.ts'
import { quiesce } from './world.ts'

type Policy = NonNullable<SyncConfigInput['sla']>[number]
export type Rung = NonNullable<Policy['escalation']>[number]

/** Four office hours after half an hour before ten. */
export const DUE_AT = MONDAY_TEN - 30 * MINUTE + 4 * HOUR

/** One policy for all, with this ladder. */
export function withLadder(escalation: readonly Rung[], over: Partial<SyncConfigInput> = {}): Partial<SyncConfigInput> {
  const [policy] = loopDocument().sla ?? []
  return { sla: [{ ...policy, id: 'standard', clocks: policy?.clocks ?? [], escalation: [...escalation] }], ...over }
}

/** The clocks of these people have breached a minute ago, and what their ladder asks for waits; Salesforce was read since then. */
export async function breachedAll(
  { begin, box }: World,
  names: readonly string[],
  document: Partial<SyncConfigInput>,
): Promise<Scope> {
  const scope = await begin(company({ contacts: names.map((name) => mql(name)) }), document)
  await quiesce(scope, box)
  box.clock.freeze(DUE_AT + MINUTE)
  await quiesce(scope, box)
  await checkClocks(scope)
  return scope
}

/** What the steps of everybody's clocks asked for, in order. */
export async function actionsOf({ store, connection }: Scope): Promise<readonly StoredAction[]> {
  const handoffs = await store.handoffs.open(connection.id, null, 1_000)
  const clocks = await store.clocks.byLinks(
    connection.id,
    handoffs.map(({ linkId }) => linkId),
  )
  return store.actions.byClocks(
    connection.id,
    clocks.map(({ id }) => id),
  )
}
