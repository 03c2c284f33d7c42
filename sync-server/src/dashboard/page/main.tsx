import './looks/fonts.css';
import './looks/theme.css';
import './looks/shell.css';
import './looks/parts.css';
import './looks/screens.css';
import './looks/seats.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { DashboardApp } from './DashboardApp.tsx';

const place = document.getElementById('page');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <DashboardApp />
    </StrictMode>,
  );
}
