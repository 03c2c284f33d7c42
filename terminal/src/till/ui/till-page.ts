/** The page as it is loaded: the application and its looks, which a test of it has no need of. */
import './till.css';
import './till-basket.css';
import './till-dialogs.css';
import './till-after-sale.css';

export { TillApp } from './TillApp.tsx';
