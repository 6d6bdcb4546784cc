import type { ChangeMarks } from '#ports/store/change-marks.ts'

/** What pages call news, and the tables that hold it. The words are those of web/src/api/live.ts. */
export const TOPICS = {
  overview: ['connection', 'lead_board', 'backfill'],
  leads: ['lead_board', 'action', 'activity', 'owner_spell'],
  problems: ['parked', 'parked_retry', 'review', 'field_conflict', 'field_decision'],
  records: ['journal'],
  config: ['config_version', 'connection'],
  jobs: ['backfill', 'foresight', 'drift'],
  attribution: ['attribution_change', 'attribution_basis', 'cost_line', 'campaign_figure'],
  alerts: ['alert', 'delivery'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type Topic = keyof typeof TOPICS

/** Topics of which a table has another mark than before. */
export function changedTopics(before: ChangeMarks, now: ChangeMarks): readonly Topic[] {
  return (Object.keys(TOPICS) as Topic[]).filter((topic) =>
    TOPICS[topic].some((table) => before.get(table) !== now.get(table)),
  )
}
