import { Link } from '@tanstack/react-router'
import { useConnection } from '../../shell/use-connection.ts'
import { attributionPath } from './addresses.ts'
import classes from './attribution.module.css'

const TABS = [
  { id: 'figures', label: 'Results', rest: '' },
  { id: 'deals', label: 'Deals', rest: '/deals' },
  { id: 'costs', label: 'Costs', rest: '/costs' },
  { id: 'touches', label: 'Touches', rest: '/touches' },
] as const

/** The parts of attribution, each a page of its own. */
export function AttributionTabs({ now }: { readonly now: (typeof TABS)[number]['id'] }) {
  const connection = useConnection()
  return (
    <nav aria-label="Attribution">
      <ul className={classes['tabs']}>
        {TABS.map(({ id, label, rest }) => (
          <li key={id}>
            <Link
              to={attributionPath(connection, rest)}
              activeOptions={{ exact: true, includeSearch: false }}
              data-now={id === now || undefined}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
