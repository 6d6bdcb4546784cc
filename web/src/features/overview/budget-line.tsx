import type { Overview } from '#http/contract/overview.ts'
import { Panel } from '../../components/panel.tsx'
import { formatCount, formatShare } from '../../format/numbers.ts'
import classes from './budget-line.module.css'

type Side = Overview['health']['apiBudget']['hubspot']

/** How far the day's API calls last on both platforms. */
export const BudgetLine = ({ budget }: { readonly budget: Overview['health']['apiBudget'] }) => (
  <Panel title="API calls today" note="Of what Tandem may use; it slows down before the end, and leads go first.">
    <div className={classes['sides']}>
      <Meter name="HubSpot" side={budget.hubspot} />
      <Meter name="Salesforce" side={budget.salesforce} />
    </div>
  </Panel>
)

function Meter({ name, side }: { readonly name: string; readonly side: Side }) {
  const { used, allowance, forecast, slowed } = side
  const share = allowance === null || allowance === 0 ? 0 : Math.min(1, used / allowance)
  const ahead = allowance === null || allowance === 0 ? 0 : Math.min(1, forecast / allowance)
  const isShort = allowance !== null && forecast > allowance
  return (
    <div className={classes['side']}>
      <div className={classes['head']}>
        <strong>{name}</strong>
        <span>
          {formatCount(used)}
          {allowance === null
            ? ' calls, no limit known'
            : ` of ${formatCount(allowance)} (${formatShare(used, allowance)})`}
        </span>
      </div>
      <div className={classes['bar']} data-short={isShort || undefined} aria-hidden="true">
        <div className={classes['ahead']} style={{ width: `${ahead * 100}%` }} />
        <div className={classes['used']} style={{ width: `${share * 100}%` }} />
      </div>
      <p className={classes['note']}>
        {paceWords(side)}
        {slowed.length === 0 ? '' : ` Slowed down: ${slowed.join(', ')}.`}
      </p>
    </div>
  )
}

/** "About 2,219 by the end of the day at this pace: enough." */
export function paceWords({ allowance, forecast }: Pick<Side, 'allowance' | 'forecast'>): string {
  const about = `About ${formatCount(Math.round(forecast))} by the end of the day at this pace`
  if (allowance === null) return `${about}.`
  return forecast > allowance ? `${about}: more than there are, so all but leads would slow down.` : `${about}: enough.`
}
