import { askForJob, withJob } from '#app/ask-for-job.ts'
import { beginBackfill as begin, isOver } from '#app/backfill.ts'
import { beginForesight } from '#app/backfill/run-foresight.ts'
import { readBudget } from '#app/read-budget.ts'
import type { Scope } from '#app/scope.ts'
import { UsageError } from '#domain/errors.ts'
import type { Side } from '#domain/ids.ts'
import type { BackfillChoices } from '#domain/plan/backfill.ts'
import { BACKFILL_SORTS } from '#ports/store/backfills.ts'
import {
  beginBackfillContract,
  foreseeBackfillContract,
  readBackfillsContract,
  turnBackfillContract,
} from '../../contract/jobs.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { fromChoices, toBackfill, toForesight } from '../../present/backfill.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { assertActive } from './assert-active.ts'

const GO_ON = { job: 'backfill', payload: {} }

export const readBackfills = connectionRoute(readBackfillsContract, async ({ scope, query, now }) => {
  const { store, connection } = scope
  const paging = pagingOf(BACKFILL_SORTS, 'backfills', query)
  const [foresight, rows, total] = await Promise.all([
    store.foresights.newest(connection.id),
    store.backfills.list(connection.id, paging.slice),
    store.backfills.count(connection.id, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(rows)
  return {
    foresight: foresight === null ? null : toForesight(foresight, await leftToday(scope)),
    items: shown.map((one) => toBackfill(one, now)),
    nextCursor,
    total,
  }
})

export const foreseeBackfill = connectionRoute(foreseeBackfillContract, async ({ scope, body, note }) => {
  const choices = fromChoices(body)
  await assertActive(scope)
  await assertProperties(scope, choices)
  const foresight = await beginForesight(scope, choices)
  note({ subject: 'first load', details: { foresight: foresight.id } })
  return toForesight(foresight, await leftToday(scope))
})

export const beginBackfill = connectionRoute(beginBackfillContract, async ({ scope, body, now, note }) => {
  const choices = fromChoices(body)
  await assertProperties(scope, choices)
  const { backfill, how } = await asConflict(() => begin(scope, choices))
  note({ subject: `first load ${backfill.id}`, details: { how } })
  // Its schedule would take it up as well, later.
  await askForJob(scope, scope.store, GO_ON)
  return { backfill: toBackfill(backfill, now), how }
})

export const turnBackfill = connectionRoute(turnBackfillContract, async ({ scope, params, body, now, note }) => {
  const { store, connection } = scope
  const found = await store.backfills.newest(connection.id)
  if (found === null || found.id !== params.id)
    throw new HttpError({
      status: 404,
      code: 'BACKFILL_NOT_FOUND',
      message: 'There is no such backfill, or a newer one.',
      remedy: 'Look at the list again.',
    })
  if (isOver(found.state))
    throw new HttpError({
      status: 409,
      code: 'BACKFILL_OVER',
      message: `This backfill is ${found.state} already.`,
      remedy: 'Begin a new one if there is something left to do.',
    })
  await withJob(
    scope,
    GO_ON,
    (tx) => tx.backfills.turn(connection.id, found.id, body.state, now),
    () => body.state === 'running',
  )
  note({ subject: `first load ${found.id}`, details: { from: found.state, to: body.state } })
  return toBackfill((await store.backfills.newest(connection.id)) ?? found, now)
})

/** A misspelt property would select nobody, or everybody. */
async function assertProperties(scope: Scope, { select, handOverSince }: BackfillChoices): Promise<void> {
  if (handOverSince !== null && handOverSince > scope.clock.now())
    throw wrong('The date from which people are handed over lies ahead.', 'Choose an earlier date.')
  if (select.length === 0) return
  const { fields } = await scope.hubspot.describe('contacts')
  const unknown = select.find(({ property }) => fields[property] === undefined)
  if (unknown !== undefined)
    throw wrong(
      `HubSpot contacts have no property "${unknown.property}".`,
      'Correct its internal name: HubSpot shows it in the settings of the property.',
    )
}

const wrong = (message: string, remedy: string): HttpError =>
  new HttpError({ status: 400, code: 'WRONG_CHOICE', message, remedy })

async function asConflict<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new HttpError({
      status: 409,
      code: 'BACKFILL_UNFINISHED',
      message: 'A backfill with other choices is unfinished, or being worked on.',
      remedy: 'Go on with it, or end it for good, before you begin another.',
      cause: error,
    })
  }
}

/** What is left of today's calls, by side. */
async function leftToday(scope: Scope): Promise<Readonly<Record<Side, number | null>>> {
  const { connection, store, clock, config } = scope
  const where = { store, connection: connection.id, budget: config.budget, now: clock.now() }
  const left = async (side: Side): Promise<number | null> => {
    const { allowance, usedByTandem } = await readBudget(where, side)
    return allowance === null ? null : Math.max(0, allowance - usedByTandem)
  }
  return { hubspot: await left('hubspot'), salesforce: await left('salesforce') }
}
