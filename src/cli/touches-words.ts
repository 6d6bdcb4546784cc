import type { TouchesFile, TouchesImport } from '#app/import-touches.ts'
import type { ListedTouch, TouchesOfPerson } from '#app/list-touches.ts'
import { formatInstant, localDateOf, localMinuteOf } from '#domain/time.ts'
import type { ImportedTouch } from '#ports/store/touches.ts'

type Mode = 'save' | 'rehearse'

export const importedJson = (connection: string, file: TouchesFile, report: TouchesImport, mode: Mode) => ({
  connection,
  file: file.name,
  saved: mode === 'save',
  rows: report.rows,
  accepted: report.accepted,
  unchanged: report.unchanged,
  joined: report.joined,
  waiting: report.waiting,
  people: report.people,
  rejected: report.rejected,
  repeated: report.repeated,
  blankRows: report.blank,
})

/** Lines that are shown; --json shows all. */
const SHOWN = 20

export function importedText(file: TouchesFile, report: TouchesImport, mode: Mode): string {
  const { rejected } = report
  const more = rejected.length - SHOWN
  return [
    `${file.name}: ${report.rows} rows${mode === 'save' ? '' : ', nothing was written (--dry-run)'}`,
    `  accepted   ${report.accepted}`,
    `  unchanged  ${report.unchanged}`,
    `  rejected   ${rejected.length}`,
    ...(report.repeated.length === 0 ? [] : [`  repeated   ${report.repeated.length} counted once`]),
    ...(report.blank.length === 0 ? [] : [`  blank      ${report.blank.length}`]),
    `  ${report.joined} of people who are known${mode === 'save' ? ` (touches of ${report.people} changed)` : ''}, ${report.waiting} wait for somebody with that address`,
    ...rejected.slice(0, SHOWN).map(({ line, reason, remedy }) => `line ${line}: ${reason}; ${remedy}`),
    ...(more > 0 ? [`... and ${more} more; --json lists all`] : []),
  ].join('\n')
}

interface Listed {
  readonly people: readonly TouchesOfPerson[]
  readonly waiting: readonly ImportedTouch[]
}

export const listedJson = (connection: string, who: string, { people, waiting }: Listed) => ({
  connection,
  lead: who,
  people: people.map(({ link, leadSince, touches }) => ({
    hubspotId: link.hubspotId,
    salesforceObject: link.salesforceObject,
    salesforceId: link.salesforceId,
    leadSince: leadSince === null ? null : formatInstant(leadSince),
    touches: touches.map(({ touch, verdict, sameAs }) => ({
      id: touch.id,
      at: formatInstant(touch.at),
      dayOnly: touch.dayOnly,
      channel: touch.channel,
      campaign: touch.campaign,
      detail: touch.detail,
      origin: touch.origin,
      kind: touch.kind,
      verdict,
      sameAs,
      evidence: touch.evidence,
    })),
  })),
  waiting: waiting.map(({ at, dayOnly, channel, campaign, detail, importId }) => ({
    at: formatInstant(at),
    dayOnly,
    channel,
    campaign,
    detail,
    importId,
  })),
})

const VERDICTS: Readonly<Record<ListedTouch['verdict'], string>> = {
  counts: '',
  same: '  (another tells of the same, and counts)',
  excluded: '  (does not count: attribution.touches.excludeChannels)',
}

/** @param zone in which times are shown: the org's. */
export function listedText(who: string, { people, waiting }: Listed, zone: string): string {
  const when = ({ at, dayOnly }: Pick<ImportedTouch, 'at' | 'dayOnly'>): string =>
    dayOnly ? `${localDateOf(at, zone)}      ` : localMinuteOf(at, zone).replace('T', ' ')
  const what = ({ channel, campaign, detail }: Pick<ImportedTouch, 'channel' | 'campaign' | 'detail'>): string =>
    [channel, campaign ?? '(no campaign)', detail].filter((part) => part !== null).join(', ')
  return [
    ...people.flatMap(({ link, leadSince, touches }) => [
      `${who}: contact ${link.hubspotId ?? '-'} = ${link.salesforceObject ?? '-'} ${link.salesforceId ?? '-'}, a lead since ${leadSince === null ? 'an unknown day' : localMinuteOf(leadSince, zone).replace('T', ' ')} (${zone})`,
      ...(touches.length === 0 ? ['  no touches'] : []),
      ...touches.flatMap(({ touch, verdict }) => [
        `  ${when(touch)}  ${what(touch)}${VERDICTS[verdict]}`,
        ...touch.evidence.map(({ origin, source, record, says }) => `      ${origin} ${source} ${record}: ${says}`),
      ]),
    ]),
    ...(waiting.length === 0 ? [] : [`Imported rows that wait for somebody with that address: ${waiting.length}`]),
    ...waiting.map((row) => `  ${when(row)}  ${what(row)}`),
  ].join('\n')
}
