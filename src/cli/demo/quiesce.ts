import type { Tandem } from '../../compose.ts'

/** A round that does not end within this is stuck. */
const ROUND_MS = 10 * 60_000
/** More rounds than this mean that something keeps changing: two rules fight, or an echo is taken for news. */
const MAX_ROUNDS = 25
const RETRY_PAUSE_MS = 250

export interface Round {
  readonly round: number
  readonly added: number
  readonly waiting: number
}

/**
 * Polls both CRMs and works everything off, again and again, until a whole round brings nothing new and nothing waits.
 * It goes through the job queue like the schedules do.
 */
export async function runUntilQuiet(tandem: Tandem, onRound: (round: Round) => void): Promise<void> {
  const { store, jobs, scope } = tandem
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const before = tandem.capturedSoFar()
    await jobs.enqueue('poll-connections', {})
    await settled(tandem)
    await jobs.enqueue('sweep-clocks', {})
    await settled(tandem)
    await workOffRetries(tandem)
    await assertActive(tandem)
    const { total } = await store.inbox.depth(scope.connection.id)
    const added = tandem.capturedSoFar() - before
    onRound({ round, added, waiting: total })
    if (added === 0 && total === 0) return
  }
  throw new Error(
    `the loop did not come to rest in ${MAX_ROUNDS} rounds; look at the journal for values that go back and forth`,
  )
}

/** Rows that were given back wait for their instant; jobs for later do not count as busy. */
async function workOffRetries(tandem: Tandem): Promise<void> {
  for (;;) {
    await assertActive(tandem)
    const { total } = await tandem.store.inbox.depth(tandem.scope.connection.id)
    if (total === 0) return
    await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS))
    await tandem.jobs.enqueue('work-inbox', { connectionId: tandem.scope.connection.id })
    await settled(tandem)
  }
}

async function settled(tandem: Tandem): Promise<void> {
  if ((await tandem.jobs.whenIdle(ROUND_MS)) === 'idle') return
  throw new Error('the jobs did not come to rest in ten minutes; run again with LOG_LEVEL=debug and look at what fails')
}

async function assertActive(tandem: Tandem): Promise<void> {
  const connection = await tandem.store.connections.get(tandem.scope.connection.id)
  if (connection?.state === 'paused')
    throw new Error(`the connection was paused: ${connection.pausedReason ?? 'no reason given'}`)
}
