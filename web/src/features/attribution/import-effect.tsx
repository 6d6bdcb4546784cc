import { Table } from '@mantine/core'
import type { CostSource } from '#domain/attribution/cost-line.ts'
import type { CostsImportReply } from '#http/contract/costs.ts'
import { Money } from '../../components/money.tsx'
import { countOf, formatCount } from '../../format/numbers.ts'
import classes from './attribution.module.css'
import { Listed } from './import-result.tsx'

type Effect = NonNullable<CostsImportReply['effect']>

const FROM: Readonly<Record<CostSource, string>> = {
  import: 'imported earlier',
  hubspot: 'of HubSpot',
  salesforce: 'of Salesforce',
}

/** What a file takes the place of, and what that makes of the spend: over all days, in the connection's currency. */
export function ImportEffect({ effect, saved }: { readonly effect: Effect; readonly saved: boolean }) {
  const { currency, displaced, campaigns } = effect
  const change = BigInt(effect.afterMinor) - BigInt(effect.beforeMinor)
  return (
    <>
      <dl className={classes['effect']} aria-label="What counts as spent">
        <Figure
          label={saved ? 'Counted as spent before' : 'Counts as spent now'}
          minor={effect.beforeMinor}
          currency={currency}
        />
        <Figure
          label={saved ? 'Counts as spent now' : 'With this file'}
          minor={effect.afterMinor}
          currency={currency}
        />
        <Figure label="Difference" minor={String(change)} currency={currency} sign={change > 0n ? '+' : ''} />
      </dl>
      {displaced.length === 0 ? (
        <p className={classes['quiet']}>{saved ? 'Nothing was replaced.' : 'Nothing that counts now is replaced.'}</p>
      ) : (
        <ul className={classes['displaced']} aria-label="What is replaced">
          {displaced.map(({ source, lines, days, amountMinor }) => (
            <li key={source}>
              {saved ? 'Replaced' : 'Would be replaced'}: {countOf(days, 'day', 'days')} in{' '}
              {countOf(lines, 'cost line', 'cost lines')} {FROM[source]}, which counted for{' '}
              <Money minor={amountMinor} currency={currency} exact />
            </li>
          ))}
        </ul>
      )}
      {campaigns.length === 0 ? null : (
        <Listed
          title={`Spend of ${formatCount(effect.changedCampaigns)} ${effect.changedCampaigns === 1 ? 'campaign' : 'campaigns'} ${saved ? 'changed' : 'would change'}`}
          shown={campaigns.length}
          all={effect.changedCampaigns}
          head={['Campaign', 'Before', 'After']}
        >
          {campaigns.map(({ campaign, beforeMinor, afterMinor }) => (
            <Table.Tr key={campaign ?? ''}>
              <Table.Td>{campaign ?? 'No campaign'}</Table.Td>
              <Table.Td>
                <Money minor={beforeMinor} currency={currency} exact />
              </Table.Td>
              <Table.Td>
                <Money minor={afterMinor} currency={currency} exact />
              </Table.Td>
            </Table.Tr>
          ))}
        </Listed>
      )}
    </>
  )
}

const Figure = (props: {
  readonly label: string
  readonly minor: string
  readonly currency: string
  readonly sign?: string
}) => (
  <div>
    <dt>{props.label}</dt>
    <dd>
      {props.sign}
      <Money minor={props.minor} currency={props.currency} exact />
    </dd>
  </div>
)
