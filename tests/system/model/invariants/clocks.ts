import type { Stage } from '../stage.ts'

/** HubSpot ids of people of whom a clock changed by the mere passing of time between two instants. */
export async function clocksThatFellDue(stage: Stage, from: number, to: number): Promise<ReadonlySet<string>> {
  const { rows } = await stage.db.query<{ readonly hubspot_id: string }>(
    `select l.hubspot_id from app.clock c join app.link l on l.id = c.link_id
     where c.due_at between $1 and $2 or c.started_at between $1 and $2`,
    [from, to],
  )
  return new Set(rows.map((row) => row.hubspot_id))
}
