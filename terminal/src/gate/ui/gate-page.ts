/** What a gate's browser loads and no other terminal's. */
import '../../ui-kit/sign-in.css';
import './gate.css';
import './result.css';

export { GateApp } from './GateApp.tsx';
