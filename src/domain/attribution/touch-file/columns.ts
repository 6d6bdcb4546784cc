type ColumnName = 'email' | 'at' | 'channel' | 'campaign' | 'detail'

/** Headers by which exports and people name them, in small letters without punctuation. */
const ALIASES: Readonly<Record<ColumnName, readonly string[]>> = {
  email: ['email', 'e mail', 'mail', 'email address', 'e mail address', 'e mail adresse', 'correo', 'contact email'],
  at: [
    'at',
    'date',
    'datetime',
    'date time',
    'timestamp',
    'time',
    'when',
    'occurred at',
    'datum',
    'zeitpunkt',
    'fecha',
  ],
  channel: ['channel', 'source', 'medium', 'kanal', 'canal', 'marketing channel'],
  campaign: ['campaign', 'campaign name', 'kampagne', 'kampagnenname', 'utm campaign', 'campana'],
  detail: ['detail', 'details', 'description', 'keyword', 'content', 'beschreibung'],
}

/** Positions from 0; -1: the file has none. */
export type TouchColumns = Readonly<Record<ColumnName, number>>

/** For people who have to rename a column. */
export const TOUCH_COLUMN_HELP =
  'an email (email, e-mail), an instant or day (at, date, timestamp, datum) and a channel (channel, source, kanal)'

/** The columns of a header row; null: it is none, as one of e-mail, instant and channel is missing. */
export function touchColumns(header: readonly string[]): TouchColumns | null {
  const names = header.map(plain)
  const at = (column: ColumnName): number =>
    ALIASES[column].map((alias) => names.indexOf(alias)).find((index) => index >= 0) ?? -1
  const columns = {
    email: at('email'),
    at: at('at'),
    channel: at('channel'),
    campaign: at('campaign'),
    detail: at('detail'),
  }
  return columns.email < 0 || columns.at < 0 || columns.channel < 0 ? null : columns
}

const plain = (header: string): string =>
  header
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
