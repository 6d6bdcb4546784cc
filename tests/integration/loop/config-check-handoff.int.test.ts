import { expect, it } from 'vitest'
import { checkConfig } from '#app/check-config.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { company, loopDocument, parsed } from '#support/company.ts'
import { useWorld } from '#support/world.ts'
import { connectAccounts } from '../../../src/compose.ts'

const world = useWorld()

/** `level path` of every problem, against an org that has the team. */
async function problems(over: Partial<SyncConfigInput> = {}): Promise<readonly string[]> {
  const found = await checkConfig(parsed(loopDocument(over)), await connectAccounts(world().access, 'check'))
  return found.map(({ level, path }) => `${level} ${path}`)
}

const { routing, calendars } = loopDocument()
const office = { target: '4h', calendar: 'office' }

it('finds users and queues that cannot take what they are named for', async () => {
  const { begin, sales } = world()
  await begin(company())
  expect(await problems()).toEqual([])
  await sales.update('User', await sales.userId('cem@sales.example'), { IsActive: false })
  const queue = (DeveloperName: string): Promise<string> =>
    sales.create('Group', { Name: DeveloperName, DeveloperName, Type: 'Queue' })
  const QueueId = await queue('Inbound')
  await sales.create('QueueSobject', { QueueId, SobjectType: 'Lead' })
  await sales.create('QueueSobject', { QueueId: await queue('Cases'), SobjectType: 'Task' })
  const named = (name: string, recycleOwner: string) =>
    problems({ routing: { ...routing, fallback: { queue: name } }, feedback: { recycleOwner } })
  expect(await named('Inbound', 'Inbound')).toEqual([])
  expect(await named('Cases', 'ann@sales.example')).toEqual(['error routing.fallback.queue'])
  expect(await named('Inbuond', 'Nobody')).toEqual(['error routing.fallback.queue', 'error feedback.recycleOwner'])
  expect(await named('Inbound', 'cem@sales.example')).toEqual(['error feedback.recycleOwner'])
  const when = [{ property: 'country', in: ['Germany'] }]
  expect(
    await problems({
      routing: {
        ...routing,
        namedAccounts: [{ id: 'acme', domains: ['acme.example'], to: { owner: 'cem@sales.example' } }],
        territories: [
          { id: 'de', when, to: { owner: 'nobody@sales.example' } },
          { id: 'at', when, to: { owner: 'ann@sales.example' } },
        ],
        segments: [{ id: 'big', when: [{ property: 'nope', in: ['x'] }], to: { pool: 'sales' } }],
      },
    }),
  ).toEqual([
    'error routing.segments.big.when.0',
    'error routing.namedAccounts.acme.to',
    'error routing.territories.de.to',
  ])
})

it('finds words of sales that the org does not have; a default that nobody wrote is a warning', async () => {
  await world().begin(company())
  expect(
    await problems({
      feedback: {
        acceptedStatuses: ['Working - Contacted', 'Wroking'],
        rejectedStatuses: ['Junk'],
        reopenedStatus: 'Fresh',
        recycleStage: 'lead',
        reasonField: 'Why__c',
      },
      sla: [{ id: 'standard', clocks: [{ ...office, pausedIn: ['On Hold'] }] }],
    }),
  ).toEqual([
    'error feedback.reasonField',
    'error feedback.acceptedStatuses',
    'error feedback.rejectedStatuses',
    'error sla.standard.first-response.pausedIn',
    'warning feedback.reasonField',
    'warning feedback.reopenedStatus',
  ])
})

it('finds fields that a step of a ladder cannot write', async () => {
  await world().begin(company())
  const set = (id: string, field: string, value: string) => ({
    id,
    at: { fraction: 1 },
    do: { set_field: { field, value } },
  })
  const escalation = [set('good', 'Description', 'late'), set('gone', 'Nope__c', 'x'), set('fixed', 'CreatedDate', 'x')]
  expect(await problems({ calendars, sla: [{ id: 'standard', clocks: [office], escalation }] })).toEqual([
    'error sla.standard.escalation.gone',
    'error sla.standard.escalation.fixed',
    'error sla.standard.escalation.fixed',
    'warning sla.standard.escalation.gone',
  ])
})

it('finds contracts that nobody can meet', async () => {
  await world().begin(company())
  const contract = { id: 'hot', pool: 'sales' }
  const fine = {
    ...contract,
    behaviour: [{ property: 'createdate', withinDays: 9 }],
    score: { property: 'tandem_won_amount', atLeast: 3 },
  }
  expect(await problems({ handover: [fine] })).toEqual([])
  const wrong = {
    ...contract,
    behaviour: [{ property: 'jobtitle', withinDays: 9 }],
    score: { property: 'createdate', atLeast: 3 },
    urgencyWhen: [
      {
        urgency: 'urgent' as const,
        when: [{ property: 'nope', in: ['x'] }],
        behaviour: [{ property: 'gone', withinDays: 1 }],
      },
    ],
  }
  expect(await problems({ handover: [wrong] })).toEqual([
    'error handover.hot.behaviour.0',
    'error handover.hot.score',
    'error handover.hot.urgencyWhen.0.when.0',
    'error handover.hot.urgencyWhen.0.behaviour.0',
  ])
})

it('warns when new Leads are left to Salesforce and no rule there assigns them', async () => {
  const { begin, box } = world()
  await begin(company())
  const left: Partial<SyncConfigInput> = { routing: { ...routing, by: 'salesforce' } }
  expect(await problems(left)).toEqual(['warning routing.by'])
  await fetch(`${box.salesforce.url}/__sandbox/assignment-rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'All', active: true, entries: [{ owner: 'bob@sales.example' }] }),
  })
  expect(await problems(left)).toEqual([])
})
