import { setTimeout as delay } from 'node:timers/promises'
import { company, MINUTE, mql } from '#support/company.ts'
import { seller } from '#support/crm-users.ts'
import type { HttpSink } from '#support/http-sink.ts'
import { startHttpSink } from '#support/http-sink.ts'
import type { SmtpSink } from '#support/smtp-sink.ts'
import { startSmtpSink } from '#support/smtp-sink.ts'
import { isAlive } from '../model/processes.ts'
import type { Stage } from '../model/stage.ts'
import { openStage } from '../model/stage.ts'
import type { Orders } from '../model/worker-main.ts'

const ALL_DAY: [string, string][] = [['00:00', '24:00']]
const ROUND = { mon: ALL_DAY, tue: ALL_DAY, wed: ALL_DAY, thu: ALL_DAY, fri: ALL_DAY, sat: ALL_DAY, sun: ALL_DAY }

/** Ids of the steps in the order in which they fall due: 54, 60, 65 and 70 minutes after somebody qualified; the breach at 60. */
export const LADDER = ['first', 'ops', 'task', 'second'] as const
export const TARGET_MS = 60 * MINUTE
export const LADDER_ENDS_MS = 70 * MINUTE

/** Mail to the owner, a signed webhook, a Task for the manager, a second mail: every kind of receiver. */
export const SETTINGS: Orders['settings'] = {
  calendars: { always: { timeZone: 'America/New_York', schedule: ROUND } },
  sla: [
    {
      id: 'standard',
      clocks: [{ target: '1h', calendar: 'always' }],
      escalation: [
        { id: 'first', at: { fraction: 0.9 }, do: 'remind' },
        { id: 'ops', at: { afterDue: '1m' }, do: { notify_channel: 'ops' } },
        { id: 'task', at: { afterDue: '5m' }, do: { create_task: { subject: 'Nobody answers', for: 'manager' } } },
        { id: 'second', at: { afterDue: '10m' }, do: 'remind' },
      ],
    },
  ],
  alerts: {
    channels: { ops: { type: 'webhook', urlFrom: 'OPS_URL', secretFrom: 'OPS_SECRET' } },
    rules: [{ on: ['breach'], to: ['ops'] }],
    // One message for each alert, so that they can be counted.
    grouping: { windowSeconds: 60, most: 100_000 },
  },
}

/** Somebody whom sales has to answer, as those who look from outside know it. */
export interface Waiting {
  readonly name: string
  readonly qualifiedAt: number
  leadId: string
  ownerId: string
  /** When somebody called; null: never. */
  calledAt: number | null
  /** When Tandem had heard of the call, at the latest. */
  heardBy: number | null
}

export interface Story {
  readonly stage: Stage
  readonly sales: ReturnType<typeof seller>
  readonly mails: SmtpSink
  readonly hooks: HttpSink
  readonly leads: readonly Waiting[]
  close(): Promise<void>
}

/** Two CRMs, two workers, a mail server, a receiver of webhooks, and leads that were handed over and wait. */
export async function openStory(seed: number, count: number, spreadMs: number): Promise<Story> {
  const [mails, hooks] = [await startSmtpSink(), await startHttpSink()]
  const variables = { OPS_URL: `${hooks.url}/ops`, OPS_SECRET: 'kept-by-both-sides-of-it' }
  const alerts = { smtpUrl: mails.url, variables }
  const stage = await openStage({ seed, workers: 2, redis: 11, settings: SETTINGS, alerts })
  const sales = seller(stage.box)
  const now = stage.box.clock.now()
  const leads = Array.from({ length: count }, (_, i): Waiting => {
    // From the one who waits longest; in steps of whole seconds, as HubSpot's instants are compared.
    const qualifiedAt = Math.floor((now - spreadMs + (i * spreadMs) / count) / 1000) * 1000
    const name = `lead${String(i).padStart(3, '0')}`
    return { name, qualifiedAt, leadId: '', ownerId: '', calledAt: null, heardBy: null }
  })
  const contacts = leads.map(({ name, qualifiedAt }) => mql(name, { becameMqlAt: qualifiedAt }))
  stage.box.hubspot.sandbox.seed(company({ contacts }))
  stage.box.salesforce.sandbox.seed(company())
  const close = async (): Promise<void> => {
    await stage.close()
    await Promise.all([mails.close(), hooks.close()])
  }
  const story: Story = { stage, sales, mails, hooks, leads, close }
  try {
    await until(story, 'everybody is handed over', async () => {
      // Remembered too: a worker that dies between the two leaves Tasks for later, which is another story.
      const { rows } = await stage.db.query<{ n: string }>(
        'select count(*) as n from app.clock c join app.link l on l.id = c.link_id where l.salesforce_id is not null',
      )
      return Number(rows[0]?.n) === count && (await sales.query('SELECT Id FROM Task')).length === count
    })
    const byName = new Map((await sales.query('SELECT Id, LastName, OwnerId FROM Lead')).map((r) => [r['LastName'], r]))
    for (const lead of leads) {
      lead.leadId = String(byName.get(lead.name)?.['Id'])
      lead.ownerId = String(byName.get(lead.name)?.['OwnerId'])
    }
    return story
  } catch (error) {
    await close()
    throw error
  }
}

/** The owner calls now. */
export async function call({ stage, sales }: Story, lead: Waiting): Promise<void> {
  lead.calledAt = Math.floor(stage.box.clock.now() / 1000) * 1000
  await sales.create('Task', {
    Subject: 'Call',
    WhoId: lead.leadId,
    OwnerId: lead.ownerId,
    CreatedById: lead.ownerId,
    CreatedDate: new Date(lead.calledAt).toISOString(),
    Status: 'Completed',
    TaskSubtype: 'Call',
  })
}

/** Notes of whose call Tandem has heard by now. */
export async function hear({ stage, leads }: Story): Promise<void> {
  const now = stage.box.clock.now()
  const { rows } = await stage.db.query<{ id: string }>(
    'select l.salesforce_id as id from app.clock c join app.link l on l.id = c.link_id where c.stopped_at is not null',
  )
  const stopped = new Set(rows.map(({ id }) => id))
  for (const lead of leads) if (lead.heardBy === null && stopped.has(lead.leadId)) lead.heardBy = now
}

/** So many looks in a row find nothing left: longer than polls and sweeps take to bring something. */
const CALM = 12

/**
 * Everything is done: no action and no message waits, and every clock has nothing more ahead. Time goes on for leases of the dead,
 * but only while nothing moves: the living are to end what they hold.
 */
export async function settled(story: Story): Promise<void> {
  const { stage } = story
  let [calm, before] = [0, '']
  await until(story, 'all is done', async () => {
    const { rows } = await stage.db.query<{ n: string }>(
      `select (select count(*) from app.action where state = 'waiting') + (select count(*) from app.delivery where state = 'waiting')
         + (select count(*) from app.clock where next_check_at is not null) + (select count(*) from app.inbox) as n`,
    )
    const left = rows[0]?.n ?? ''
    calm = left === before ? calm + 1 : 0
    before = left
    if (calm < CALM || left === '0') return calm >= CALM
    stage.advance(6 * MINUTE)
    calm = 0
    return false
  })
}

export async function until(
  { stage }: Pick<Story, 'stage'>,
  what: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + 120_000
  while (!(await holds())) {
    if (performance.now() > deadline) {
      const { rows: actions } = await stage.db.query(
        'select state, note, attempts, lease_until - $1::bigint as lease, count(*) from app.action group by 1, 2, 3, 4 limit 20',
        [stage.box.clock.now()],
      )
      throw new Error(`not yet: ${what}\n${JSON.stringify(actions)}\n${stage.said()}`)
    }
    await delay(250)
  }
}

export const working = ({ stage }: Story) => stage.workers.filter(isAlive)
