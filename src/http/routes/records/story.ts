import { readRecord } from '#app/look-up/read-record.ts'
import { recordStory, STORY_KINDS, type StoryKind, type StoryPosition } from '#app/look-up/record-story.ts'
import type { Position } from '#domain/order.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { readRecordStoryContract, STORY_SORTS } from '../../contract/record-history.ts'
import { noCursor, pagingOf } from '../../cursor.ts'
import { toStoryEvent } from '../../present/records.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { knownLink, notFound, pagesOf } from './known-record.ts'

export const readRecordStory = connectionRoute(readRecordStoryContract, async ({ deps, scope, params, query }) => {
  const link = await knownLink(scope, params.link)
  const found = await readRecord(scope, link.id, 'leave')
  if (found.kind !== 'known') throw notFound()
  const kinds = kindsOf(query.kinds)
  const { slice, order, cursorOf } = pagingOf(STORY_SORTS, ['story', link.id, [...kinds].toSorted()], query)
  const [{ events, next, others }, changes] = await Promise.all([
    recordStory(scope, found.record, {
      kinds,
      direction: order.direction,
      after: positionOf(slice.after),
      limit: query.limit,
    }),
    kinds.has('change') ? scope.store.journal.countOfLink(scope.connection.id, link.id, null, COUNTED_UP_TO) : 0,
  ])
  const pages = pagesOf(deps, scope)
  return {
    items: events.map((event) => toStoryEvent(event, pages, found.record.authors)),
    nextCursor: cursorOf(next === null ? null : [next.at, next.key]),
    total: Math.min(others + changes, COUNTED_UP_TO),
  }
})

/** @throws HttpError 400 for the key of a change that is no number of the journal. */
function positionOf(after: Position | null): StoryPosition | null {
  if (after === null) return null
  const [at, key] = [Number(after[0]), String(after[1])]
  if (key.startsWith('~') && !Number.isSafeInteger(Number(key.slice(1)))) throw noCursor()
  return { at, key }
}

/** @throws HttpError 400 for a word that is none of them. */
function kindsOf(text: string | undefined): ReadonlySet<StoryKind> {
  const words = (text ?? '').split(',').filter((word) => word !== '')
  if (words.length === 0) return new Set(STORY_KINDS)
  const isKind = (word: string): word is StoryKind => (STORY_KINDS as readonly string[]).includes(word)
  if (!words.every(isKind))
    throw new HttpError({
      status: 400,
      code: 'INVALID_INPUT',
      message: 'kinds: something in it is no part of the story',
      remedy: `Take some of ${STORY_KINDS.join(', ')}.`,
    })
  return new Set(words)
}
