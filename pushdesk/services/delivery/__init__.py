"""From a campaign in the database to requests at push services, and back to results in the database."""
