import { formatMoney, formatMoneyWhole } from '../format/money.ts'
import { NOT_AVAILABLE } from '../format/numbers.ts'
import { useHint } from './hint.tsx'

/**
 * Whole amounts for reading, to the cent on hover and focus.
 *
 * @param currency undefined: not known, so nothing is said; an amount in a currency that was guessed is a wrong one.
 * @param exact cents are shown at once.
 */
export function Money(props: {
  readonly minor: string | null
  readonly currency: string | undefined
  readonly exact?: true
}) {
  const { minor, currency } = props
  if (minor === null || currency === undefined) return <span>{NOT_AVAILABLE}</span>
  if (props.exact === true) return <span className="figures">{formatMoney(minor, currency)}</span>
  return <WholeMoney minor={minor} currency={currency} />
}

function WholeMoney({ minor, currency }: { readonly minor: string; readonly currency: string }) {
  const exact = useHint(() => formatMoney(minor, currency))
  return (
    <>
      <span className="figures" tabIndex={0} {...exact.on}>
        {formatMoneyWhole(minor, currency)}
      </span>
      {exact.shown}
    </>
  )
}
