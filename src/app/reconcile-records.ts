import type { InboxRow } from '#ports/store/inbox.ts'
import { inBatch } from './intents/write-batch.ts'
import { applyUnits } from './records/apply.ts'
import { associateUnits } from './records/associate.ts'
import { enterUnits } from './records/enter.ts'
import { gatherUnits } from './records/gather.ts'
import { joinUnits } from './records/join.ts'
import { lookAlikes } from './records/look-alikes.ts'
import { lookAtUnits, withAgreed } from './records/left-over.ts'
import { recoverIntended } from './records/recover.ts'
import { rememberUnits } from './records/remember.ts'
import { followDeletions, isApart } from './records/take-apart.ts'
import type { PlainStory } from './records/unit.ts'
import type { Scope } from './scope.ts'

/**
 * One batch of a plain pair: read both sides, follow merges, restores and deletions, let newcomers in, write what differs, remember.
 * Level-triggered: the rows only say what may have changed.
 */
export const reconcileRecords =
  (story: PlainStory) =>
  async (scope: Scope, rows: readonly InboxRow[]): Promise<void> => {
    if (rows.length === 0) return
    const gathered = await gatherUnits(scope, story.pair, rows)
    const { pair } = story
    const looked = await lookAtUnits(scope, pair, await recoverIntended(scope, pair, gathered))
    const units = await joinUnits(scope, pair, looked.units)
    const apart = await followDeletions(scope, story.pair, units)
    const { linked, settled } = await enterUnits(
      scope,
      story,
      units.filter((unit) => !isApart(unit)),
    )
    const batch = inBatch(scope)
    const agreed = linked.map((unit) => withAgreed(scope, pair, unit, looked.leftOvers))
    const results = await applyUnits(batch, story, agreed)
    const associated = await associateUnits(scope, story, results)
    const instead = new Map([...(await lookAlikes(scope, story.pair, results)), ...associated.failed])
    await rememberUnits(batch, story, {
      units,
      apart,
      settled,
      results,
      associated: associated.journal,
      leftOvers: looked.leftOvers,
      unjoined: new Set(associated.failed.keys()),
      instead,
    })
  }
