import type { Figures } from '../index.ts'
import type { Child } from './child.ts'
import type { Place } from './databases.ts'
import { advance, allCalls, isIdle, pollUntilQuiet, seed, total, withWorker } from './stage.ts'
import type { Options, Stage } from './stage.ts'
import type { Calls, RoundReport } from './worker-main.ts'

/** Long enough for the search index's lag and the overlap of polls to be over. */
const SETTLED_ROUNDS = 6

/**
 * Calls per 1,000 records of a backlog: changed in HubSpot, changed in Salesforce, created with Task and write-back. Every round
 * that brings something counts in full as far as it is about people, that of the echoes included; what asks for deals and activities, and
 * rounds that bring nothing, count with what they cost beyond an idle round. Idle rounds are told apart.
 */
export async function measureCalls(stage: Stage, place: Place['name'], options: Options): Promise<Figures> {
  const people = options.quick ? 200 : 1_000
  await seed(stage, { count: people, where: 'both' })
  return withWorker(stage, place, options, async (worker) => {
    const first = await pollUntilQuiet(stage, worker, SETTLED_ROUNDS)
    const idle = first.at(-1)?.calls ?? NO_CALLS
    const { contacts, leads } = await stage.box.call<{ contacts: string[]; leads: string[] }>('idsOf', {
      from: 0,
      count: people,
    })
    const measure = async (name: string, change: () => Promise<unknown>): Promise<Figures> => {
      await advance(stage, worker, 20 * 60_000)
      await pollUntilQuiet(stage, worker, SETTLED_ROUNDS)
      await change()
      const figures = summary(await pollUntilQuiet(stage, worker, SETTLED_ROUNDS), idle, people)
      options.progress(`calls per 1,000, ${name}: ${String(figures['per1000'])} (${place})`)
      return figures
    }
    return {
      records: people,
      idlePoll: { calls: allCalls(idle), byEndpoint: idle },
      linkedFirst: summary(first, idle, people),
      changedInHubSpot: await measure('HubSpot to Salesforce', () =>
        stage.box.call('editContacts', { ids: contacts, properties: { jobtitle: 'Head of Buying' } }),
      ),
      changedInSalesforce: await measure('Salesforce to HubSpot', () =>
        stage.box.call('editLeads', { ids: leads, values: { Title: 'Chief Buyer' } }),
      ),
      created: await measure('created with Task and write-back', () =>
        seed(stage, { count: people, from: people, where: 'hubspot' }),
      ),
      parked: await parkedOf(worker),
    }
  })
}

const parkedOf = async (worker: Child): Promise<number> => total(await worker.call<Record<string, number>>('parked'))

/** Of a poll with news, the calls that ask for anything but people are as idle as ever. */
const ABOUT_PEOPLE = /contacts|Lead|Contact|composite|jobs\/ingest/

const NO_CALLS: Calls = { hubspot: {}, salesforce: {}, rateLimited: 0 }

function summary(rounds: readonly RoundReport[], idle: Calls, records: number): Figures {
  const sums = { hubspot: new Map<string, number>(), salesforce: new Map<string, number>() }
  for (const round of rounds)
    for (const side of ['hubspot', 'salesforce'] as const)
      for (const [endpoint, n] of Object.entries(round.calls[side])) {
        const isApart = isIdle(round) || !ABOUT_PEOPLE.test(endpoint)
        const counted = isApart ? Math.max(0, n - (idle[side][endpoint] ?? 0)) : n
        if (counted > 0) sums[side].set(endpoint, (sums[side].get(endpoint) ?? 0) + counted)
      }
  const hubspot = Object.fromEntries(sums.hubspot)
  const salesforce = Object.fromEntries(sums.salesforce)
  const calls = total(hubspot) + total(salesforce)
  return {
    per1000: round1((calls * 1_000) / records),
    hubspot: round1((total(hubspot) * 1_000) / records),
    salesforce: round1((total(salesforce) * 1_000) / records),
    echoes: rounds.reduce((sum, { echoes }) => sum + echoes, 0),
    rateLimitErrors: rounds.reduce((sum, round) => sum + round.calls.rateLimited, 0),
    byEndpoint: { hubspot, salesforce },
  }
}

const round1 = (value: number): number => Math.round(value * 10) / 10
