import { NativeSelect } from '@mantine/core'
import { DIRECTIONS } from '#domain/order.ts'
import { offeredOrders, type SortChoice, type Sorting, wayWords } from './sorting.ts'

/** All orders of a list, each both ways: for cards, which have no headers, and for what no column shows. */
export function OrderChoice(props: { readonly choices: readonly SortChoice[]; readonly sorting: Sorting }) {
  const { choices, sorting } = props
  const { by, direction } = sorting.value
  return (
    <NativeSelect
      aria-label="Order"
      size="xs"
      value={`${by} ${direction}`}
      data={offeredOrders(choices, by).flatMap((choice) =>
        // The way that one mostly wants stands first.
        DIRECTIONS.toSorted((a) => (a === sorting.usual?.(choice.by) ? -1 : 1)).map((way) => ({
          value: `${choice.by} ${way}`,
          label: `${choice.words}: ${wayWords(choice.as, way)}`,
        })),
      )}
      onChange={({ currentTarget: { value } }) => {
        const [chosen = '', way] = value.split(' ')
        sorting.onChange({ by: chosen, direction: way === 'asc' ? 'asc' : 'desc' })
      }}
    />
  )
}
