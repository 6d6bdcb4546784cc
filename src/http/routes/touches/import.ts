import { importTouches } from '#app/import-touches.ts'
import { touchesFileOf } from '#app/read-import-file.ts'
import { isTimeZone } from '#domain/time.ts'
import { importTouchesContract } from '../../contract/costs.ts'
import { toTouchesImport } from '../../present/costs.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { givenFile } from '../costs/given-file.ts'

export const importTouchesRoute = connectionRoute(importTouchesContract, async ({ scope, body, note }) => {
  const { dates, zone = null } = body
  if (zone !== null && !isTimeZone(zone))
    throw new HttpError({
      status: 400,
      code: 'UNKNOWN_TIME_ZONE',
      message: `"${zone}" is no time zone.`,
      remedy: 'Write its name, such as Europe/Berlin.',
    })
  const file = touchesFileOf(givenFile(body))
  const mode = body.mode === 'save' ? 'save' : 'rehearse'
  const report = await importTouches(scope, file, { zone, dates, mode })
  note({
    subject: mode === 'save' ? file.name : `${file.name} (preview)`,
    details: { rows: report.rows, accepted: report.accepted },
  })
  return toTouchesImport(file.name, report, mode === 'save')
})
