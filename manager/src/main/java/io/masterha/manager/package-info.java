package io.masterha.manager;
