import type * as z from 'zod'
import type { CsvRow, CsvValue } from '#domain/csv.ts'
import type { Contract } from './contract/contract.ts'
import type { CsvFile } from './contract/csv.ts'
import type { ApiRoute, ConnectionContext, Context } from './route.ts'

/** Rows that are read at once. */
const PAGE = 1_000

interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

type ItemOf<C extends Contract> = z.output<C['reply']> extends { readonly items: readonly (infer T)[] } ? T : never

/** By name of a column, in their order. */
type Columns<T> = Readonly<Record<string, (item: T) => CsvValue>>

/**
 * The download of a list: the list's own pages one after another, so that a file has the filters, the order and the rows that the
 * page has, however many there are.
 *
 * @param contract its query is that of the list without paging.
 */
export const csvOfList = <L extends Contract, D extends Contract, T = ItemOf<L>>(
  list: ApiRoute<L>,
  contract: D,
  file: CsvSpec<L, D, T>,
): ApiRoute => ({
  contract,
  handle: async (context): Promise<CsvFile> => ({
    fileName: file.name(context as Context<D>),
    columns: Object.keys(file.columns),
    rows: rowsOf(list, context, file),
  }),
})

interface CsvSpec<L extends Contract, D extends Contract, T> {
  readonly name: (context: Context<D>) => string
  /** Lines of one row of the list; absent: the row itself. */
  readonly each?: (item: ItemOf<L>) => readonly T[]
  readonly columns: Columns<T>
}

async function* rowsOf<L extends Contract, D extends Contract, T>(
  list: ApiRoute<L>,
  context: ConnectionContext | Context,
  { columns, each = (item) => [item as T] }: CsvSpec<L, D, T>,
): AsyncGenerator<CsvRow> {
  const cells = Object.entries(columns)
  let cursor: string | null = null
  do {
    const query: unknown = { ...context.query, limit: PAGE, cursor: cursor ?? undefined }
    const page = (await list.handle({ ...context, query } as ConnectionContext)) as Page<ItemOf<L>>
    for (const line of page.items.flatMap(each))
      yield Object.fromEntries(cells.map(([name, cell]) => [name, cell(line)]))
    cursor = page.nextCursor
  } while (cursor !== null)
}
