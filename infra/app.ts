import { deskApp } from './desk-app.ts';

deskApp().app.synth();
