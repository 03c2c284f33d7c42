import './looks/fonts.css';
import './looks/theme.css';
import './looks/parts.css';
import './looks/screens.css';
import './looks/seats.css';
import './looks/ticket.css';
import './looks/calm.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ExampleApp } from './ExampleApp.tsx';

const place = document.getElementById('page');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <ExampleApp />
    </StrictMode>,
  );
}
// Without it (private windows of some browsers) the app works, but not without a network.
if ('serviceWorker' in navigator) void navigator.serviceWorker.register('./service-worker.js').catch(() => undefined);
