import { foreseeCalendarContract } from '../../contract/handover-calendar.ts'
import { foreseenCalendar } from '../../present/calendar.ts'
import { connectionRoute } from '../../route.ts'

export const foreseeCalendar = connectionRoute(foreseeCalendarContract, async ({ scope, body }) =>
  foreseenCalendar(body, scope.clock.now()),
)
