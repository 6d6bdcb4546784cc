import { Table } from '@mantine/core'
import type { CostsImportReply } from '#http/contract/costs.ts'
import { Money } from '../../components/money.tsx'
import { countOf, formatCount } from '../../format/numbers.ts'
import { formatDay } from '../../format/time.ts'
import { ImportEffect } from './import-effect.tsx'
import { Counts, Listed, RejectedRows, Warning } from './import-result.tsx'

const NEGATIVE_SHOWN = 10

/** What became, or would become, of a file of costs. */
export function CostsOutcome({ result, saved }: { readonly result: CostsImportReply; readonly saved: boolean }) {
  return (
    <>
      <Counts
        saved={saved}
        rows={result.rows}
        counts={[
          ['new', result.accepted],
          ['corrected', result.counts.corrected],
          ['as they were', result.unchanged],
          ['not taken', result.counts.rejected],
          ['repeated, counted once', result.counts.repeated],
          ['sums and blank rows, left out', result.totalsRows + result.blankRows],
        ]}
      />
      {result.effect === null ? null : <ImportEffect effect={result.effect} saved={saved} />}
      {result.withoutRate.length === 0 ? null : (
        <Warning>
          There is no rate for {result.withoutRate.join(', ')}: these rows count for nothing until an administrator adds
          one to the configuration (attribution.rates).
        </Warning>
      )}
      {result.counts.negative === 0 ? null : (
        <Warning>
          <p style={{ margin: 0 }}>
            {countOf(result.counts.negative, 'row is', 'rows are')} below zero and {saved ? 'lower' : 'would lower'}{' '}
            what was spent. That is right for credit notes and corrections:
          </p>
          {result.negative.slice(0, NEGATIVE_SHOWN).map((row) => (
            <p key={row.line} style={{ margin: 0 }}>
              Line {row.line}: {row.campaign ?? 'no campaign'}, {formatDay(row.from)},{' '}
              <Money minor={row.amountMinor} currency={row.currency} exact />
            </p>
          ))}
          {result.counts.negative > NEGATIVE_SHOWN ? (
            <p style={{ margin: 0 }}>and {formatCount(result.counts.negative - NEGATIVE_SHOWN)} more</p>
          ) : null}
        </Warning>
      )}
      <UnknownCampaigns result={result} saved={saved} />
      <RejectedRows rows={result.rejected} all={result.counts.rejected} />
      {result.corrected.length === 0 ? null : (
        <Listed
          title={`${result.counts.corrected} ${saved ? 'were' : 'would be'} corrected`}
          shown={result.corrected.length}
          all={result.counts.corrected}
          head={['Line', 'Campaign', 'Days', 'Was', 'Is']}
        >
          {result.corrected.map((row) => (
            <Table.Tr key={row.line}>
              <Table.Td>{row.line}</Table.Td>
              <Table.Td>{row.campaign ?? 'No campaign'}</Table.Td>
              <Table.Td>
                {row.from === row.to ? formatDay(row.from) : `${formatDay(row.from)} – ${formatDay(row.to)}`}
              </Table.Td>
              <Table.Td>
                <Money minor={row.wasMinor} currency={row.currency} exact />
              </Table.Td>
              <Table.Td>
                <Money minor={row.isMinor} currency={row.currency} exact />
              </Table.Td>
            </Table.Tr>
          ))}
        </Listed>
      )}
      {result.sums.length === 0 ? null : (
        <Listed
          title="By campaign"
          shown={result.sums.length}
          all={result.sums.length}
          head={['Campaign', 'Rows', 'Amount']}
        >
          {result.sums.map((sum) => (
            <Table.Tr key={`${sum.campaign ?? ''} ${sum.currency}`}>
              <Table.Td>{sum.campaign ?? 'No campaign'}</Table.Td>
              <Table.Td>{sum.rows}</Table.Td>
              <Table.Td>
                <Money minor={sum.amountMinor} currency={sum.currency} exact />
              </Table.Td>
            </Table.Tr>
          ))}
        </Listed>
      )}
    </>
  )
}

/** Mistyped ones are found here or never: their costs stay with a campaign that brings no lead. */
function UnknownCampaigns({ result, saved }: { readonly result: CostsImportReply; readonly saved: boolean }) {
  const all = result.counts.unknownCampaigns
  if (all === 0) return null
  return (
    <Warning>
      <p style={{ margin: 0 }}>
        {countOf(all, 'campaign of the file is', 'campaigns of the file are')} known to neither CRM, and no touch names{' '}
        {all === 1 ? 'it' : 'them'}. The costs {saved ? 'are' : 'would be'} kept under{' '}
        {all === 1 ? 'this name' : 'these names'} and meet no lead; if a name is mistyped, mend it in the file
        {saved ? ' and give the rows of the wrong name the amount 0' : ' first'}:
      </p>
      <ul style={{ margin: '4px 0 0', paddingLeft: 20 }}>
        {result.unknownCampaigns.map(({ campaign, rows, nearest, importedBefore }) => (
          <li key={campaign} style={{ overflowWrap: 'anywhere' }}>
            <strong>{campaign}</strong>, {countOf(rows, 'row', 'rows')}
            {importedBefore ? ', imported under this name before' : ''}
            {nearest === null ? '' : `: did you mean “${nearest}”?`}
          </li>
        ))}
      </ul>
      {all > result.unknownCampaigns.length ? (
        <p style={{ margin: 0 }}>and {formatCount(all - result.unknownCampaigns.length)} more</p>
      ) : null}
    </Warning>
  )
}
