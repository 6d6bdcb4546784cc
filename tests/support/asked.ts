import type { Scope } from '#app/scope.ts'

/** Names of the jobs that were asked for through the outbox since this was called last, which hands them on to nobody. */
export async function askedSince({ store, clock }: Pick<Scope, 'store' | 'clock'>): Promise<readonly string[]> {
  const rows = await store.outbox.pending(1_000)
  await store.outbox.sent(
    rows.map(({ id }) => id),
    clock.now(),
  )
  return rows.map(({ job }) => job)
}
