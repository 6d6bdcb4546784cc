import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '#support/company.ts'
import { dice } from '../model/dice.ts'
import { isAlive, kill } from '../model/processes.ts'
import { serversAreThere } from '../model/play.ts'
import { received, wrongly } from './received.ts'
import { recorded, wronglyRecorded } from './recorded.ts'
import type { Story } from './story.ts'
import { call, hear, LADDER_ENDS_MS, openStory, settled, TARGET_MS, until, working } from './story.ts'

/** So often a worker dies in the story; fewer by ESCALATION_KILLS, to look at something quickly. */
const KILLS = Number(process.env['ESCALATION_KILLS'] ?? 50)
const LEADS = 48
/** They qualified one after the other, so that at every moment somebody's step falls due. */
const SPREAD_MS = 40 * MINUTE
/** A worker is killed at any moment of so much time, if it has not ended after one of its effects by then. */
const LIFE_MS = 1_500

/** Two workers at a time: whenever one is dead another takes its place, until so many have died. */
async function dieAndReturn(story: Story, kills: number): Promise<void> {
  const { stage } = story
  const by = dice(kills)
  const place = async (): Promise<void> => {
    while (stage.deaths() < kills) {
      const worker = stage.startWorker(by.chance(0.6) ? 1 + by.below(25) : undefined)
      await worker.ready
      const end = performance.now() + by.below(LIFE_MS)
      while (isAlive(worker) && performance.now() < end) await delay(20)
      await kill(worker)
    }
  }
  await Promise.all(working(story).map((worker) => kill(worker)))
  await Promise.all([place(), place()])
}

/** Time goes on with the deaths, from the first step of the first lead to the last one of the last, and some are called on the way. */
async function timePasses(story: Story, kills: number, isOver: () => boolean): Promise<void> {
  const { stage, leads } = story
  const begin = stage.box.clock.now()
  const first = (leads[0]?.qualifiedAt ?? 0) + 0.8 * TARGET_MS
  const last = (leads.at(-1)?.qualifiedAt ?? 0) + LADDER_ENDS_MS + MINUTE
  stage.advance(Math.max(0, first - begin))
  const by = dice(kills + 1)
  while (!isOver()) {
    const share = Math.min(1, stage.deaths() / kills)
    const ahead = first + (last - first) * share - stage.box.clock.now()
    if (ahead > 0) stage.advance(ahead)
    await hear(story)
    const now = stage.box.clock.now()
    const open = leads.filter(
      ({ calledAt, qualifiedAt }) =>
        calledAt === null && now > qualifiedAt + 0.85 * TARGET_MS && now < qualifiedAt + LADDER_ENDS_MS,
    )
    const called = leads.filter(({ calledAt }) => calledAt !== null).length
    if (open.length > 0 && called < (share * leads.length) / 4) await call(story, by.oneOf(open))
    await delay(150)
  }
}

describe.skipIf(!serversAreThere)('escalation by two workers', { timeout: 600_000 }, () => {
  it(`that are killed ${KILLS} times: everybody who has to do with it gets every step once`, async () => {
    const story = await openStory(11, LEADS, SPREAD_MS)
    const { stage, leads } = story
    try {
      let over = false
      const deaths = dieAndReturn(story, KILLS).finally(() => (over = true))
      await Promise.all([deaths, timePasses(story, KILLS, () => over)])
      await Promise.all([stage.startWorker().ready, stage.startWorker().ready])
      await settled(story)
      await hear(story)
      const came = await received(story)
      const rows = await recorded(story)
      process.stdout.write(
        `escalation: ${stage.deaths()} deaths, ${rows.length} steps, ${came.messages} messages, ${came.repeated} came again under the same id, ${leads.filter(({ calledAt }) => calledAt !== null).length} of ${leads.length} leads called, ${rows.filter(({ action }) => action === 'skipped').length} actions skipped\n`,
      )
      const wrong = [...wronglyRecorded(story, rows), ...wrongly(story, came)]
      if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\n${stage.said()}`)
      expect(stage.deaths()).toBeGreaterThanOrEqual(KILLS)
      expect(came.byLead.size).toBeGreaterThan(LEADS / 2)
    } finally {
      await story.close()
    }
  })

  it('that were down over the whole ladder: every step once, in the order of their moments, and what was answered is left out', async () => {
    const story = await openStory(12, 6, 5 * MINUTE)
    const { stage, leads } = story
    try {
      const [called] = leads
      if (called === undefined) throw new Error('nobody waits')
      await Promise.all(working(story).map((worker) => kill(worker)))
      stage.advance(TARGET_MS)
      await call(story, called)
      stage.advance(LADDER_ENDS_MS)
      await stage.startWorker().ready
      await until(story, 'the call is heard of', async () => {
        await hear(story)
        return called.heardBy !== null
      })
      await settled(story)
      const rows = await recorded(story)
      const done = rows.filter(({ action }) => action !== null)
      expect(done.map(({ finished_at: at }) => Number(at))).toEqual(
        done.map(({ finished_at: at }) => Number(at)).toSorted((a, b) => a - b),
      )
      const came = await received(story)
      expect([...wronglyRecorded(story, rows), ...wrongly(story, came)]).toEqual([])
      // Whoever called while nobody heard is left alone: what came of it is read before anything is done.
      expect(done.filter(({ lead, action }) => lead === called.leadId && action !== 'skipped')).toEqual([])
      expect(came.byLead.get(called.name) ?? []).toEqual([])
      process.stdout.write(
        `escalation after downtime: ${JSON.stringify(rows.filter(({ lead }) => lead === called.leadId).map(({ step, recorded: state, reason, action, note }) => [step, state, reason, action, note]))}\n`,
      )
    } finally {
      await story.close()
    }
  })
})
