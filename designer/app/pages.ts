// The list of pages: one entry each, loaded when it is first opened. May import the pages, and nothing but lazily.
import {
  ArrowLeftRight,
  Boxes,
  GitCommitHorizontal,
  House,
  Inbox,
  type LucideIcon,
  Plug,
  RefreshCw,
  Ruler,
  Scale,
  Send,
  ShoppingCart,
  Sigma,
  Table2,
  TriangleAlert,
} from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export interface PageSpec {
  /** Pattern of the router: `/messages/:id?`. The page reads what it names with `useParams`. */
  readonly path: string;
  readonly page: LazyExoticComponent<ComponentType>;
}

export interface NavigationSpec {
  readonly title: string;
  /** Where it leads; it is marked on every page whose path begins with it, or with one of `also`. */
  readonly href: string;
  readonly also?: readonly string[];
  readonly icon: LucideIcon;
  readonly group: 'top' | 'Design' | 'Operate';
}

/** Every page there is; the first that fits is shown. */
export const PAGES: readonly PageSpec[] = [
  { path: '/', page: lazy(() => import('../pages/HomePage.tsx')) },
  { path: '/mappings', page: lazy(() => import('../pages/MappingsPage.tsx')) },
  { path: '/rules', page: lazy(() => import('../pages/RulesPage.tsx')) },
  { path: '/rules/:name', page: lazy(() => import('../pages/rules/RulesetPage.tsx')) },
  { path: '/mappings/new', page: lazy(() => import('../pages/NewMappingPage.tsx')) },
  { path: '/map/:name', page: lazy(() => import('../pages/MapPage.tsx')) },
  { path: '/tables', page: lazy(() => import('../pages/TablesPage.tsx')) },
  { path: '/tables/:name', page: lazy(() => import('../pages/tables/TablePage.tsx')) },
  { path: '/lifecycles/:name?', page: lazy(() => import('../pages/LifecyclesPage.tsx')) },
  { path: '/ownership/:name?', page: lazy(() => import('../pages/OwnershipPage.tsx')) },
  { path: '/messages', page: lazy(() => import('../pages/MessagesPage.tsx')) },
  { path: '/messages/:id', page: lazy(() => import('../pages/messages/MessagePage.tsx')) },
  { path: '/exceptions', page: lazy(() => import('../pages/ExceptionsPage.tsx')) },
  { path: '/deliveries', page: lazy(() => import('../pages/DeliveriesPage.tsx')) },
  { path: '/deliveries/:id', page: lazy(() => import('../pages/deliveries/DeliveryPage.tsx')) },
  { path: '/orders', page: lazy(() => import('../pages/OrdersPage.tsx')) },
  { path: '/orders/:id', page: lazy(() => import('../pages/orders/OrderPage.tsx')) },
  { path: '/stock', page: lazy(() => import('../pages/StockPage.tsx')) },
  { path: '/connections', page: lazy(() => import('../pages/ConnectionsPage.tsx')) },
  { path: '/conservation', page: lazy(() => import('../pages/ConservationPage.tsx')) },
  { path: '/versions', page: lazy(() => import('../pages/VersionsPage.tsx')) },
];

const NAVIGATION: readonly NavigationSpec[] = [
  { title: 'Home', href: '/', icon: House, group: 'top' },
  { title: 'Mappings', href: '/mappings', also: ['/map/'], icon: ArrowLeftRight, group: 'Design' },
  { title: 'Rules', href: '/rules', icon: Ruler, group: 'Design' },
  { title: 'Tables', href: '/tables', icon: Table2, group: 'Design' },
  { title: 'Lifecycles', href: '/lifecycles', icon: RefreshCw, group: 'Design' },
  { title: 'Ownership', href: '/ownership', icon: Scale, group: 'Design' },
  { title: 'Messages', href: '/messages', icon: Inbox, group: 'Operate' },
  { title: 'Exceptions', href: '/exceptions', icon: TriangleAlert, group: 'Operate' },
  { title: 'Deliveries', href: '/deliveries', icon: Send, group: 'Operate' },
  { title: 'Orders', href: '/orders', icon: ShoppingCart, group: 'Operate' },
  { title: 'Stock', href: '/stock', icon: Boxes, group: 'Operate' },
  { title: 'Connections', href: '/connections', icon: Plug, group: 'Operate' },
  { title: 'Conservation', href: '/conservation', icon: Sigma, group: 'Operate' },
  { title: 'Versions', href: '/versions', icon: GitCommitHorizontal, group: 'Operate' },
];

/** What the navigation shows: the entries whose page is in the list above. */
export const NAVIGATION_SHOWN: readonly NavigationSpec[] = NAVIGATION.filter(({ href }) =>
  PAGES.some(({ path }) => path === href || path.startsWith(`${href}/:`)),
);
