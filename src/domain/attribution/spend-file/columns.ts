/** What a column of a file of costs can be. */
type ColumnName = 'date' | 'campaign' | 'cost' | 'currency' | 'channel'

/** Headers by which exports and people name them, in small letters without punctuation. */
const ALIASES: Readonly<Record<ColumnName, readonly string[]>> = {
  date: ['date', 'day', 'datum', 'tag', 'monat', 'month', 'c date', 'period', 'reporting starts', 'fecha', 'dia'],
  campaign: ['campaign', 'campaign name', 'kampagne', 'kampagnenname', 'utm campaign', 'campana'],
  cost: [
    'cost',
    'costs',
    'spend',
    'amount',
    'kosten',
    'ausgaben',
    'betrag',
    'amount spent',
    'mark spent',
    'total spent',
    'coste',
    'gasto',
  ],
  currency: ['currency', 'currency code', 'wahrung', 'waehrung', 'moneda', 'account currency'],
  channel: ['channel', 'kanal', 'source', 'medium', 'platform', 'category', 'canal', 'marketing channel'],
}

export interface SpendColumns {
  readonly date: number
  readonly cost: number
  /** -1: the file has none. */
  readonly campaign: number
  readonly channel: number
  readonly currency: number
  /** As in "Cost (EUR)"; null: the header of the costs names none. */
  readonly costCurrency: string | null
}

/** "Ausgaben in €", "Amount spent (EUR)", "Kosten_EUR": the name, and the currency beside it. */
function nameIn(header: string): { readonly name: string; readonly currency: string | null } {
  const text = header
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll('€', ' EUR ')
    .replaceAll('£', ' GBP ')
  const currency = /(?:^|[^A-Za-z])([A-Z]{3})(?=[^A-Za-z]|$)/.exec(text)?.[1] ?? null
  const rest = currency === null || header.trim() === currency ? text : text.replace(currency, ' ')
  const name = rest
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
    .replace(/ in$/, '')
  return { name, currency }
}

/** The columns of a header row; null: it is none, as it names no date and no cost, or neither campaign nor channel. */
export function spendColumns(header: readonly string[]): SpendColumns | null {
  const names = header.map(nameIn)
  const at = (column: ColumnName): number => {
    const found = ALIASES[column].map((alias) => names.findIndex(({ name }) => name === alias))
    return found.find((index) => index >= 0) ?? -1
  }
  const [date, cost, campaign, channel] = [at('date'), at('cost'), at('campaign'), at('channel')]
  if (date < 0 || cost < 0 || (campaign < 0 && channel < 0)) return null
  return { date, cost, campaign, channel, currency: at('currency'), costCurrency: names[cost]?.currency ?? null }
}

/** For people who have to rename a column. */
export const COLUMN_HELP =
  'a date (date, day, datum), a cost (cost, spend, amount, kosten), and a campaign (campaign, campaign name, kampagne) or channel'
