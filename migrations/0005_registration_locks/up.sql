-- Registering somebody locks its codes and day of birth in the transaction itself: nothing about
-- them is left behind, which a stolen database would give away to whoever guesses.
DROP TABLE registration_locks;
