import { describe, expect, test } from 'vitest'
import type { SyncConfigInput } from './sync-config.ts'
import { loopDocument } from '#support/company.ts'
import { parseSyncConfig } from './sync-config.ts'

const paths = (over: Partial<SyncConfigInput>): readonly string[] => {
  const parsed = parseSyncConfig(loopDocument(over))
  return parsed.ok ? [] : parsed.problems.map(({ path }) => path).toSorted()
}
const clocks = [{ target: '1h', calendar: 'office' }]
const routing = loopDocument().routing

describe('names in handover, routing, SLA and alerts', () => {
  test('that nothing bears are all found at once, each with its path', () => {
    expect(
      paths({
        handover: [{ id: 'a', pool: 'nowhere', policy: 'none' }],
        routing: {
          ...routing,
          territories: [{ id: 'west', when: [{ property: 'state', in: ['CA'] }], to: { pool: 'west' } }],
          fallback: { policy: 'slow' },
        },
        sla: [
          {
            id: 'standard',
            when: { contract: ['b'] },
            clocks: [{ target: '1h', calendar: 'night' }],
            escalation: [{ id: 'tell', at: { afterDue: '1h' }, do: { notify_channel: 'sales' }, clock: 'other' }],
          },
        ],
        alerts: { rules: [{ on: ['breach'], to: ['nobody'] }] },
      }),
    ).toEqual([
      'alerts.rules.0.to.0',
      'handover.0.policy',
      'handover.0.pool',
      'routing.fallback.policy',
      'routing.territories.0.to.pool',
      'sla.0.clocks.0.calendar',
      'sla.0.escalation.0.clock',
      'sla.0.escalation.0.do.notify_channel',
      'sla.0.when.contract.0',
    ])
  })

  test('that two things bear are refused: what was done is remembered by them', () => {
    const step = { id: 'remind', at: { fraction: 0.8 }, do: 'remind' } as const
    expect(paths({ sla: [{ id: 'standard', clocks, escalation: [step, step] }] })).toEqual(['sla.0.escalation.1.id'])
    expect(
      paths({
        sla: [
          { id: 'standard', clocks },
          { id: 'standard', clocks },
        ],
      }),
    ).toEqual(['sla.1.id'])
  })

  test('of the stage for who is given back: one that enters would bring them back at once', () => {
    expect(paths({ feedback: { recycleStage: 'marketingqualifiedlead' } })).toEqual(['feedback.recycleStage'])
    expect(paths({ feedback: { recycleStage: 'somewhere' } })).toEqual(['feedback.recycleStage'])
    expect(paths({ feedback: { recycleStage: 'subscriber' } })).toEqual([])
  })
})

describe('the ladder', () => {
  test('is read with its moments in seconds and the first clock unless another is named', () => {
    const parsed = parseSyncConfig(
      loopDocument({
        sla: [
          {
            id: 'standard',
            clocks: [{ name: 'answer', target: '1h', calendar: 'office' }],
            escalation: [
              { id: 'soon', at: { beforeDue: '15m' }, do: 'remind' },
              { id: 'late', at: { afterDue: '2h' }, do: { create_task: { subject: 'Look at this lead' } } },
              { id: 'back', at: { fraction: 3 }, do: { recycle: { reason: 'Nobody had time' } } },
            ],
          },
        ],
      }),
    )
    expect(parsed.ok ? parsed.config.sla[0]?.escalation : parsed.problems).toEqual([
      { id: 'soon', clock: 'answer', at: { beforeDueSeconds: 900 }, action: { kind: 'remind' } },
      {
        id: 'late',
        clock: 'answer',
        at: { afterDueSeconds: 7200 },
        action: { kind: 'create_task', subject: 'Look at this lead', for: 'owner' },
      },
      { id: 'back', clock: 'answer', at: { fraction: 3 }, action: { kind: 'recycle', reason: 'Nobody had time' } },
    ])
  })

  test('refuses a secret in the document', () => {
    expect(
      paths({ alerts: { channels: { sales: { type: 'slack', urlFrom: 'https://hooks.example/T0/B0/secret' } } } }),
    ).toEqual(['alerts.channels.sales.urlFrom'])
  })
})
